import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { keyMark } from '../comparators/redact-key.js';
import { ControlDesk } from './control-desk.js';
import { letGoOfOld } from './keep-for.js';
import { Keeper } from './keeper.js';
import { keyedBy } from './redaction-key.js';
import { openSqliteStore } from './store/sqlite-store.js';
import type { EvidenceStore } from './store/evidence-store.js';
import type { Finding } from './tally.js';

const rule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/items/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
});
const operator = { name: 'somebody', role: 'operator' } as const;
const keyed = keyedBy('k');
const failure = { kind: 'failure', reason: 'x', detail: '', duration: 1 } as const;
const bad = (key: string): Finding => ({
  route: 'r',
  entity: key,
  verdict: 'mismatch',
  class: 'missing',
  key,
  fields: [{ pattern: '$.a', kind: 'value', class: 'missing' }],
  sample: {
    id: randomUUID(),
    request: `GET /items/${key}`,
    servedBy: 'legacy',
    differences: [{ path: '$.a', pattern: '$.a', kind: 'value' }],
    ignored: [],
    notes: [],
    legacy: failure,
    candidate: failure,
  },
});

let time = Date.parse('2026-01-01T00:00:00Z');
const now = (): Date => new Date(time);
let store: EvidenceStore;
let keeper: Keeper;
let desk: ControlDesk;
let mayNot: string | undefined;
beforeEach(async () => {
  store = await openSqliteStore(':memory:');
  keeper = await Keeper.open([{ rule, compare: {} }], store, now);
  mayNot = undefined;
  desk = new ControlDesk(
    keeper,
    store,
    now,
    () => undefined,
    () => mayNot,
    keyed,
  );
});
const forget = (key: string) => desk.forgetEntity('r', { key, reason: 'asked to' }, operator);
const listed = () => desk.entities('r', {}).entities.map(({ key }) => key);
const sampled = () => desk.samples('r', {}).map(({ key }) => key);

describe('an entity that is forgotten', () => {
  it('is gone from books and store, and what was counted of it stays', async () => {
    for (const key of ['7', '8']) keeper.finding(bad(key));
    await keeper.save();
    keeper.finding(bad('7'));
    expect(await forget('7')).toMatchObject({ kind: 'forgotten', samples: 2, listed: 1 });
    await keeper.save();
    expect([listed(), sampled()]).toEqual([['8'], ['8']]);
    expect(desk.route('r')).toMatchObject({ compared: 3, entities: { compared: 2, bad: 2 } });
    const after = (await Keeper.open([{ rule, compare: {} }], store, now)).of('r')!.ledger;
    expect(after.entities.listed().map(({ key }) => key)).toEqual(['8']);
    expect(after.samples.list({}).map(({ key }) => key)).toEqual(['8']);
    expect(after.entities.counts).toEqual({ compared: 2, bad: 2 });
  });

  it('is named in the audit by its mark alone, and the dial was not turned', async () => {
    await desk.turnDial('r', { action: 'hold', reason: 'wait' }, operator);
    keeper.finding(bad('anna@example.org'));
    await forget('anna@example.org');
    const [entry] = await desk.audit({ route: 'r', limit: 1 });
    expect(entry).toMatchObject({ action: 'forget', actor: 'somebody', reason: 'asked to' });
    expect(entry!.evidence).toMatchObject({
      entity: keyMark('anna@example.org', keyed),
      forgotten: { samples: 1, listed: 1 },
    });
    expect(JSON.stringify(await desk.audit({ limit: 10 }))).not.toContain('anna');
    const after = await Keeper.open([{ rule, compare: {} }], store, now);
    expect(after.of('r')!.lastChange).toMatchObject({ action: 'hold' });
    expect(after.of('r')!.dial.revision).toBe(desk.route('r')!.revision);
  });

  it('is found by its key and by its mark, where the route hides keys', async () => {
    const mark = keyMark('7', keyed);
    keeper.finding(bad(mark));
    expect(await forget('7')).toMatchObject({ samples: 1, listed: 1 });
    keeper.finding(bad(mark));
    expect(await forget(mark)).toMatchObject({ samples: 1, listed: 1 });
    expect(listed()).toEqual([]);
  });

  it('of which nothing is kept leaves no entry', async () => {
    keeper.finding(bad('7'));
    expect(await forget('77')).toEqual({ kind: 'forgotten', samples: 0, listed: 0, entry: null });
    expect(await desk.audit({ limit: 10 })).toEqual([]);
  });

  it('is listed again when it differs again', async () => {
    keeper.finding(bad('7'));
    await forget('7');
    keeper.finding(bad('7'));
    expect([listed(), sampled()]).toEqual([['7'], ['7']]);
    await keeper.save();
    const after = (await Keeper.open([{ rule, compare: {} }], store, now)).of('r')!.ledger;
    expect(after.entities.listed()).toHaveLength(1);
    expect(after.samples.list({})).toHaveLength(1);
  });
});

describe('nothing is forgotten', () => {
  it('by a viewer, on a route that is not there, or by a process that does not hold the store', async () => {
    keeper.finding(bad('7'));
    const request = { key: '7', reason: 'asked to' };
    expect(await desk.forgetEntity('r', request, { name: 'v', role: 'viewer' })).toMatchObject({
      why: 'not-allowed',
    });
    expect(await desk.forgetEntity('q', request, operator)).toMatchObject({ why: 'unknown-route' });
    mayNot = 'on standby';
    expect(await forget('7')).toMatchObject({ why: 'unavailable', detail: 'on standby' });
    expect([listed(), sampled()]).toEqual([['7'], ['7']]);
  });

  it('while the store cannot be written: it would be back after a restart', async () => {
    keeper.finding(bad('7'));
    await store.close();
    expect(await forget('7')).toMatchObject({
      why: 'unavailable',
      detail: expect.stringContaining('nothing was forgotten'),
    });
    expect(listed()).toEqual(['7']);
  });
});

it('what is too old goes from books and store by itself, samples and listed entities each in their time', async () => {
  const keep = { samples: 1_000, listed: 2_000 };
  keeper.finding(bad('7'));
  await keeper.save();
  time += 1_500;
  await letGoOfOld(keeper, store, keep, now());
  expect([listed(), sampled()]).toEqual([['7'], []]);
  time += 1_000;
  await letGoOfOld(keeper, undefined, keep, now());
  expect(listed()).toEqual([]);
  expect(desk.route('r')).toMatchObject({ compared: 1, entities: { compared: 1, bad: 1 } });
  await letGoOfOld(keeper, store, keep, now());
  const after = (await Keeper.open([{ rule, compare: {} }], store, now)).of('r')!.ledger;
  expect([after.entities.listed(), after.samples.list({})]).toEqual([[], []]);
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { EarlierDesk } from './earlier-desk.js';
import { Keeper, type KeptRoute } from './keeper.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { openSqliteStore } from './store/sqlite-store.js';
import { emptyTally, type Finding } from './tally.js';
import { takeUp } from './take-up.js';

const rule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/items/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
});
const now = (): Date => new Date('2026-01-01T00:00:00Z');
const under = (candidate: string, compare = {}): readonly KeptRoute[] => [
  { rule, compare, versions: { legacy: null, candidate } },
];
const side = { kind: 'failure', reason: 'timeout', detail: '', duration: 1 } as const;
const sampleOf = (id: string, pattern: string): NonNullable<Mismatch['sample']> => ({
  id,
  request: 'GET /items/:id',
  servedBy: 'legacy',
  differences: [{ path: pattern, pattern, kind: 'value', legacy: 1, candidate: 2 }],
  ignored: [],
  notes: [],
  legacy: side,
  candidate: side,
});

type Mismatch = Finding & { verdict: 'mismatch' };

let store: EvidenceStore;
let keeper: Keeper;
let desk: EarlierDesk;
/** A process begins where an earlier one left the store. */
async function start(candidate: string, compare?: object): Promise<void> {
  keeper = await Keeper.open(under(candidate, compare), store, now);
  for (const books of keeper.all()) await takeUp(books, store, now);
  desk = new EarlierDesk(keeper, store, now);
}
/** A request whose answers differ there. */
async function differs(pattern: string, id: string): Promise<void> {
  keeper.traffic({
    ...emptyTally,
    requests: [{ route: 'r', servedBy: 'legacy', code: '2xx', count: 1 }],
    edition: 1,
  });
  keeper.finding({
    route: 'r',
    entity: id,
    verdict: 'mismatch',
    class: 'semantic',
    key: id,
    fields: [{ pattern, kind: 'value', class: 'semantic' }],
    sample: sampleOf(id, pattern),
    edition: 1,
  });
  await keeper.save();
}
const keyOf = async (candidate: string): Promise<string> =>
  (await desk.evidences('r')).find(({ versions }) => versions?.candidate === candidate)?.evidenceKey ?? '';

beforeEach(async () => {
  store = await openSqliteStore(':memory:');
});
afterEach(() => store.close());

describe('evidence of other versions', () => {
  it('is told after what counts now, with what differed under it alone, and the samples of that', async () => {
    await start('1');
    await differs('$.total', 's1');
    await start('2');
    await differs('$.name', 's2');
    expect(await desk.evidences('r')).toMatchObject([
      { versions: { legacy: null, candidate: '2' }, compared: 1, last: now().toISOString(), counts: true },
      { versions: { legacy: null, candidate: '1' }, compared: 1, last: now().toISOString(), counts: false },
    ]);
    expect(await desk.fields('r', await keyOf('1'))).toMatchObject([
      { pattern: '$.total', mismatched: 1, compared: 1, classes: { semantic: 1 }, sample: 's1' },
    ]);
    expect(await desk.sample('s1')).toMatchObject({ id: 's1', route: 'r', class: 'semantic' });
  });

  it('counts now before anything was compared under it', async () => {
    await start('1');
    expect(await desk.evidences('r')).toMatchObject([{ compared: 0, last: null, counts: true }]);
  });

  it('shows the samples of what was restarted by hand, for the rules are the same', async () => {
    await start('1');
    await differs('$.total', 's1');
    for (const restarts of [1, 2]) {
      const books = keeper.of('r')!;
      await store.writeDial('r', books.dial, { ...books.dial, restarts }, undefined);
      await start('1');
    }
    const [now, earlier] = await desk.evidences('r');
    expect(now).toMatchObject({ compared: 0 });
    expect(await desk.fields('r', earlier?.evidenceKey ?? '')).toMatchObject([{ sample: 's1' }]);
    expect(await desk.sample('s1')).toMatchObject({ id: 's1' });
    await start('1', { redact: ['$.total'] });
    expect(await desk.sample('s1')).toBeUndefined();
  });

  it('shows no sample that other rules redacted, for they may have hidden less', async () => {
    await start('1');
    await differs('$.total', 's1');
    await start('1', { redact: ['$.total'] });
    const [, earlier] = await desk.evidences('r');
    expect(await desk.fields('r', earlier?.evidenceKey ?? '')).toMatchObject([
      { pattern: '$.total', sample: null },
    ]);
    expect(await desk.sample('s1')).toBeUndefined();
  });

  it('knows no evidence of other routes, nor of keys that nobody compared under', async () => {
    await start('1');
    await differs('$.total', 's1');
    expect(await desk.fields('r', 'unheard-of')).toBeUndefined();
    expect(await desk.fields('q', await keyOf('1'))).toBeUndefined();
    expect(await desk.evidences('q')).toEqual([]);
  });

  it('is what counts now alone while the store cannot be read', async () => {
    await start('1');
    await differs('$.total', 's1');
    await start('2');
    const away = async (): Promise<never> => {
      throw new Error('not a database');
    };
    desk = new EarlierDesk(keeper, { evidences: away, loadDiffered: away, loadSample: away }, now);
    expect(await desk.evidences('r')).toMatchObject([{ counts: true }]);
    await expect(desk.fields('r', 'any')).rejects.toThrow('not a database');
    await expect(desk.sample('s1')).rejects.toThrow('not a database');
  });
});

import { describe, expect, it } from 'vitest';
import { normaliseRoute } from '../../routing-rules/route-rule.js';
import type { Position } from '../../routing-rules/dial.js';
import type { UnsealedEntry } from '../audit-chain.js';
import { ControlDesk } from '../control-desk.js';
import { Keeper, type KeptRoute } from '../keeper.js';
import { openSqliteStore } from '../store/sqlite-store.js';
import type { Finding } from '../tally.js';
import { type News, newsOfTurn, tell } from './news.js';
import { type Notifier, tellNewFields, tellTurn } from './notifier.js';

/** Remembers what it was told. */
class FakeNotifier implements Notifier {
  readonly told: News[] = [];
  tell(news: News): void {
    this.told.push(news);
  }
}

const shadow: Position = { stage: 'shadow', share: 0 };
const split = (share: number): Position => ({ stage: 'split', share });
const entry = (from: Position, to: Position): UnsealedEntry => ({
  time: '2026-01-01T00:00:00.000Z',
  actor: 'release',
  role: 'admin',
  reason: 'p95 is fine',
  route: 'items',
  action: 'turn',
  from,
  to,
  forced: to.share > 0,
  evidence: { secret: 1 },
});

describe('news of a turned dial', () => {
  it.each([
    [
      'raise',
      shadow,
      split(0.05),
      'raised from shadow to split 5 % by release, against the guards: p95 is fine',
    ],
    [
      'raise',
      { stage: 'observe', share: 0 },
      shadow,
      'raised from observe to shadow by release: p95 is fine',
    ],
    [
      'raise',
      { stage: 'live', share: 1 },
      { stage: 'retired', share: 1 },
      'raised from live to retired by release, against the guards: p95 is fine',
    ],
    ['rollback', split(0.5), shadow, 'lowered from split 50 % to shadow by release: p95 is fine'],
    [
      'rollback',
      split(0.5),
      split(0.25),
      'lowered from split 50 % to split 25 % by release, against the guards: p95 is fine',
    ],
  ] as const)('are a %s, from %j to %j', (kind, from, to, text) => {
    const news = newsOfTurn(entry(from, to))!;
    const { evidence: _, action: __, ...all } = entry(from, to);
    expect(news).toEqual({ kind, ...all });
    expect(tell(news)).toBe(`items: ${text}`);
  });

  it('are none when it stays where it was: held, or let go', () => {
    const notifier = new FakeNotifier();
    tellTurn(notifier, entry(split(0.5), split(0.5)));
    tellTurn(notifier, entry(split(0.5), shadow));
    expect(notifier.told.map(({ kind }) => kind)).toEqual(['rollback']);
  });

  it('are told of a way down that no store could be told of', async () => {
    const store = await openSqliteStore(':memory:');
    const notifier = new FakeNotifier();
    const at = (): Date => new Date('2026-01-01T00:00:00Z');
    const keeper = await Keeper.open([route({ dial: { start: { share: 0.5 } } })], store, at);
    const desk = new ControlDesk(
      keeper,
      store,
      at,
      (turned) => {
        if (turned) tellTurn(notifier, turned);
      },
      () => undefined,
      () => '',
    );
    store.writeDial = () => Promise.reject(new Error('disk is full'));
    const rollback = { action: 'rollback', reason: 'it burns' } as const;
    expect(await desk.turnDial('items', rollback, { name: 'me', role: 'operator' })).toMatchObject({
      kind: 'refused',
      why: 'unavailable',
    });
    expect(notifier.told).toMatchObject([
      { kind: 'rollback', from: split(0.5), to: shadow, reason: 'it burns' },
    ]);
    await store.close();
  });
});

const route = (more: object = {}, compare: object = {}): KeptRoute => ({
  rule: normaliseRoute('items', {
    match: { methods: ['GET'], path: '/items/:id' },
    legacy: 'legacy',
    candidate: { upstream: 'candidate' },
    ...more,
  }),
  compare,
});

const mismatch = (pattern: string, edition: number): Finding => ({
  route: 'items',
  entity: '1',
  key: '1',
  verdict: 'mismatch',
  class: 'semantic',
  fields: [{ pattern, kind: 'value', class: 'semantic' }],
  sample: null,
  edition,
});

describe('news of fingerprints', () => {
  it('are told once for a route, through other rules and a restart, and hold no value', async () => {
    const store = await openSqliteStore(':memory:');
    let time = Date.UTC(2026, 0, 1);
    const at = (): Date => new Date(time);
    const keeper = await Keeper.open([route()], store, at);
    const notifier = new FakeNotifier();
    keeper.finding(mismatch('$.total', 1));
    tellNewFields(notifier, keeper);
    expect(notifier.told).toEqual([
      {
        kind: 'new-mismatch',
        route: 'items',
        pattern: '$.total',
        mismatchKind: 'value',
        class: 'semantic',
        fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
        firstSeen: '2026-01-01T00:00:00.000Z',
      },
    ]);
    expect(tell(notifier.told[0]!)).toBe('items: $.total (value) differs for the first time, semantic.');

    // Nothing of it was saved yet.
    time += 1;
    await keeper.reopen([route({}, { ignore: ['$.at'] })], 2);
    keeper.finding(mismatch('$.total', 2));
    keeper.finding(mismatch('$.name', 2));
    tellNewFields(notifier, keeper);
    expect(notifier.told.map((news) => 'pattern' in news && news.pattern)).toEqual(['$.total', '$.name']);
    await keeper.save();

    const after = await Keeper.open([route({}, { ignore: ['$.at', '$.by'] })], store, at);
    for (const pattern of ['$.total', '$.name']) after.finding(mismatch(pattern, 1));
    tellNewFields(notifier, after);
    expect(notifier.told).toHaveLength(2);
    await store.close();
  });

  it('wait for the store: without it nobody knows what is new', async () => {
    const store = await openSqliteStore(':memory:');
    const at = (): Date => new Date('2026-01-01T00:00:00Z');
    store.loadEvidence = () => Promise.reject(new Error('disk I/O error'));
    const keeper = await Keeper.open([route()], store, at);
    const notifier = new FakeNotifier();
    keeper.finding(mismatch('$.total', 1));
    tellNewFields(notifier, keeper);
    expect(notifier.told).toEqual([]);
    Reflect.deleteProperty(store, 'loadEvidence');
    await new ControlDesk(
      keeper,
      store,
      at,
      () => undefined,
      () => undefined,
      () => '',
    ).takeUp();
    tellNewFields(notifier, keeper);
    expect(notifier.told).toHaveLength(1);
    await store.close();
  });
});

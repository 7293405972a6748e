import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { Keeper, type KeptRoute } from './keeper.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { openSqliteStore } from './store/sqlite-store.js';
import { emptyTally, type Finding, type Tally } from './tally.js';
import { TurnDesk } from './turn-desk.js';

const route = (name: string, compare: object = {}, more: object = {}): KeptRoute => ({
  rule: normaliseRoute(name, {
    match: { methods: ['GET'], path: `/${name}/:id` },
    legacy: 'legacy',
    candidate: { upstream: 'candidate' },
    ...more,
  }),
  compare,
});
const stricter = { ignore: [] };
const now = (): Date => new Date('2026-01-01T00:00:00Z');
const requests = (name: string, count: number, edition: number): Tally => ({
  ...emptyTally,
  requests: [{ route: name, servedBy: 'legacy', code: '2xx', count }],
  edition,
});
const match = (name: string, entity: string, edition: number): Finding => ({
  route: name,
  entity,
  verdict: 'match',
  edition,
});

let store: EvidenceStore;
let keeper: Keeper;
const counts = (name: string) => {
  const ledger = keeper.of(name)?.ledger;
  return (
    ledger && {
      requests: ledger.outcomes.requests,
      compared: ledger.outcomes.compared,
      skipped: ledger.outcomes.skippedTotal,
    }
  );
};
/** Another edition takes over, and all requests of the one before are told. */
const passOn = async (routes: readonly KeptRoute[], edition: number): Promise<void> => {
  await keeper.reopen(routes, edition);
  keeper.ended(edition - 1);
  await keeper.save();
};
const turns = (): TurnDesk =>
  new TurnDesk(
    keeper,
    store,
    now,
    () => Promise.resolve(),
    () => undefined,
  );
const turn = (name: string, share: number) =>
  turns().turn(
    name,
    { action: 'turn', share, reason: 'to see it kept', force: true },
    { name: 'me', role: 'admin' },
  );
beforeEach(async () => {
  store = await openSqliteStore(':memory:');
  keeper = await Keeper.open([route('a'), route('b')], store, now);
});
afterEach(() => store.close());

describe('books of another edition', () => {
  it('go on counting where the route is compared as before', async () => {
    keeper.traffic(requests('a', 1, 1));
    await keeper.reopen([route('a', {}, { dial: { plan: [0.5, 1] } }), route('c')], 2);
    keeper.finding(match('a', '1', 1));
    keeper.traffic(requests('a', 1, 2));
    expect(counts('a')).toEqual({ requests: 2, compared: 1, skipped: 0 });
    expect(keeper.of('a')?.rule.dial.plan).toEqual([0.5, 1]);
    expect(keeper.scorecards().map(({ name }) => name)).toEqual(['a', 'c']);
  });

  it('count what a removed route still owes, and give all of it back when the route returns', async () => {
    await turn('b', 0.25);
    keeper.traffic(requests('b', 1, 1));
    await keeper.reopen([route('a')], 2);
    expect(counts('b')).toBeUndefined();
    keeper.traffic(requests('b', 1, 1));
    for (const entity of ['1', '2']) keeper.finding(match('b', entity, 1));
    keeper.ended(1);
    // Saved twice: what is settled is let go of after it was saved.
    for (let i = 0; i < 2; i++) await keeper.save();
    await keeper.reopen([route('a'), route('b')], 3);
    expect(counts('b')).toEqual({ requests: 2, compared: 2, skipped: 0 });
    expect(keeper.of('b')?.dial).toMatchObject({ stage: 'split', share: 0.25 });
  });

  it('lose nothing when a route returns while its last pair is with the analyst', async () => {
    keeper.traffic(requests('b', 1, 1));
    await keeper.reopen([route('a')], 2);
    keeper.ended(1);
    await keeper.save();
    await keeper.reopen([route('a'), route('b')], 3);
    expect(counts('b')).toEqual({ requests: 1, compared: 0, skipped: 0 });
    keeper.finding(match('b', '1', 1));
    expect(counts('b')).toEqual({ requests: 1, compared: 1, skipped: 0 });
  });

  it('begin anew where the rules changed; what began under the old ones counts for the old evidence', async () => {
    keeper.traffic(requests('a', 1, 1));
    await turn('a', 0.25);
    await keeper.reopen([route('a', stricter), route('b')], 2);
    keeper.finding(match('a', '1', 1));
    keeper.traffic(requests('a', 1, 2));
    keeper.finding(match('a', '2', 2));
    expect(counts('a')).toEqual({ requests: 1, compared: 1, skipped: 0 });
    expect(keeper.of('a')?.dial.share).toBe(0.25);
    await keeper.save();

    const after = await Keeper.open([route('a')], store, now);
    const ledger = after.of('a')?.ledger;
    expect(ledger?.counts).toMatchObject({ requests: 1, matched: 1 });
    expect(ledger?.outcomes.skippedTotal).toBe(0);
  });

  it('wait for their edition: what is told of it before it is known is counted in it', async () => {
    keeper.finding(match('c', '1', 2));
    keeper.finding(match('a', '1', 2));
    expect(counts('a')).toMatchObject({ compared: 0 });
    await keeper.reopen([route('a', stricter), route('c')], 2);
    expect([counts('a'), counts('c')]).toMatchObject([{ compared: 1 }, { compared: 1 }]);
  });

  it('count for the route that serves now what an edition tells that nobody knows any more', async () => {
    keeper = await Keeper.open([route('a', stricter)], store, now, { edition: 7 });
    keeper.traffic(requests('a', 1, 3));
    keeper.finding(match('a', '1', 3));
    expect(counts('a')).toEqual({ requests: 1, compared: 1, skipped: 0 });
  });

  it('count what settles late where it was compared, however many editions took over meanwhile', async () => {
    const fields = [{ pattern: '$.a', kind: 'value' as const }];
    const of = { route: 'a', entity: '1', key: '1', suspect: 's', edition: 1 };
    const began = keeper.of('a')?.ledger;
    keeper.traffic(requests('a', 1, 1));
    keeper.finding({ ...of, verdict: 'settling', fields, sample: null });
    await passOn([route('a')], 2);
    await passOn([route('a', stricter)], 3);
    const classed = fields.map((field) => ({ ...field, class: 'semantic' as const }));
    keeper.finding({ ...of, verdict: 'settled', class: 'semantic', fields: classed, lags: [] });
    expect(began?.counts).toMatchObject({ settling: 0, mismatched: { semantic: 1 } });
    expect(began?.entities.counts).toMatchObject({ compared: 1, bad: 1 });
    const newest = keeper.of('a')?.ledger;
    expect(newest?.counts).toMatchObject({ settling: 0, mismatched: { semantic: 0 } });
    expect(newest?.entities.counts).toMatchObject({ compared: 0, bad: 0 });
    expect(newest?.entities.listed()).toEqual([]);
  });

  it('count what is found late where it was asked, though its evidence went on in another edition', async () => {
    const began = keeper.of('a')?.ledger;
    keeper.traffic(requests('a', 1, 1));
    await passOn([route('a')], 2);
    await passOn([route('a', stricter)], 3);
    keeper.finding(match('a', '1', 1));
    expect([began?.outcomes.compared, counts('a')?.compared]).toEqual([1, 0]);
  });

  it('are let go of when they owe nothing, though other books of their edition are never at rest', async () => {
    keeper.traffic(requests('a', 1, 1));
    const gone = keeper.of('b')?.ledger;
    await passOn([route('a')], 2);
    expect(keeper.earlier()).not.toContain(gone);
  });

  it('observe a route that lost its candidate, and give it its dial back with it', async () => {
    await turn('a', 0.25);
    await keeper.reopen([route('a', {}, { candidate: undefined })], 2);
    expect(keeper.of('a')?.dial).toMatchObject({ stage: 'observe', share: 0 });
    await keeper.reopen([route('a')], 3);
    expect(keeper.of('a')?.dial).toMatchObject({ stage: 'split', share: 0.25 });
  });

  it('that cannot be read send nobody to the candidate, are not written over, and are taken up when they can be', async () => {
    keeper.traffic(requests('b', 5, 1));
    await keeper.save();
    keeper = await Keeper.open([], store, now);
    store.loadEvidence = () => Promise.reject(new Error('disk I/O error'));
    await keeper.reopen([route('b', {}, { dial: { start: { stage: 'live' } } })], 2);
    expect(keeper.takenUp).toBe(false);
    expect(keeper.of('b')?.dial).toMatchObject({ stage: 'shadow', share: 0 });
    keeper.traffic(requests('b', 1, 2));
    // The disk is well again.
    Reflect.deleteProperty(store, 'loadEvidence');
    await keeper.save();
    await turns().takeUp();
    await keeper.save();
    const after = await Keeper.open([route('b')], store, now);
    expect(after.of('b')?.ledger.outcomes.requests).toBe(6);
  });

  it('are taken up too when another edition took over before the store could be read', async () => {
    keeper.traffic(requests('a', 5, 1));
    await keeper.save();
    store.loadEvidence = () => Promise.reject(new Error('disk I/O error'));
    keeper = await Keeper.open([route('a')], store, now);
    keeper.traffic(requests('a', 1, 1));
    await keeper.reopen([route('a', stricter)], 2);
    keeper.traffic(requests('a', 2, 2));
    keeper.ended(1);
    Reflect.deleteProperty(store, 'loadEvidence');
    await keeper.save();
    await turns().takeUp();
    await keeper.save();
    for (const [compare, sum] of [
      [{}, 6],
      [stricter, 2],
    ] as const) {
      const after = await Keeper.open([route('a', compare)], store, now);
      expect(after.of('a')?.ledger.outcomes.requests).toBe(sum);
    }
  });

  it('hold what this process left open in the store, but not what an earlier one did', async () => {
    for (const compare of [{}, stricter]) {
      const earlier = await Keeper.open([route('a', compare)], store, now);
      earlier.traffic(requests('a', 1, 1));
      await earlier.save();
    }
    keeper = await Keeper.open([route('a')], store, now, { resumes: true });
    expect(counts('a')).toEqual({ requests: 1, compared: 0, skipped: 0 });
    await keeper.reopen([route('a', stricter)], 2);
    expect(counts('a')).toEqual({ requests: 1, compared: 0, skipped: 1 });
    keeper.finding(match('a', '1', 1));
    await keeper.reopen([route('a')], 3);
    expect(counts('a')).toEqual({ requests: 1, compared: 1, skipped: 0 });
  });

  it('tell a lowering that the store could not be told of, though its route is gone by then', async () => {
    await turn('b', 0.25);
    store.writeDial = () => Promise.reject(new Error('database or disk is full'));
    await turn('b', 0);
    await keeper.reopen([route('a')], 2);
    expect(keeper.knownDials()['b']).toMatchObject({ share: 0, revision: 2 });
    Reflect.deleteProperty(store, 'writeDial');
    await turns().takeUp();
    expect(await store.loadDial('b')).toMatchObject({ stage: 'shadow', share: 0, revision: 2 });
    await keeper.reopen([route('a'), route('b')], 3);
    expect(keeper.of('b')?.dial).toMatchObject({ stage: 'shadow', share: 0, revision: 2 });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { Keeper, type KeptRoute } from './keeper.js';
import type { SideVersions } from './side-versions.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { openSqliteStore } from './store/sqlite-store.js';
import { emptyTally, type Finding, type Tally } from './tally.js';
import { takeUp } from './take-up.js';
import { checked, linesOf } from './audit/chain.cases.js';
import { changeTold } from './audit/tell-entry.js';
import { setDial } from './route-books.js';

const rule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/items/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
});
const route = (legacy: string | null | undefined, candidate: string | null | undefined, compare = {}) => [
  { rule, compare, versions: { legacy, candidate } satisfies SideVersions } satisfies KeptRoute,
];
const now = (): Date => new Date('2026-01-01T00:00:00Z');
const requests = (count: number, edition: number): Tally => ({
  ...emptyTally,
  requests: [{ route: 'r', servedBy: 'legacy', code: '2xx', count }],
  edition,
});
const match = (entity: string, edition: number): Finding => ({
  route: 'r',
  entity,
  verdict: 'match',
  edition,
});

let store: EvidenceStore;
let keeper: Keeper;
const open = async (routes: readonly KeptRoute[]): Promise<void> => {
  keeper = await Keeper.open(routes, store, now);
};
/** One request, compared. */
const visit = (entity: string, edition: number): void => {
  keeper.traffic(requests(1, edition));
  keeper.finding(match(entity, edition));
};
const card = () => {
  const [{ requests, compared, versions, attempt }] = keeper.scorecards() as [
    ReturnType<Keeper['scorecards']>[number],
  ];
  return { requests, compared, versions, attempt };
};
const reasons = async (): Promise<readonly string[]> =>
  (await store.audit({ limit: 20 })).map(({ reason }) => reason);
beforeEach(async () => {
  store = await openSqliteStore(':memory:');
});
afterEach(() => store.close());

describe('evidence by version', () => {
  it('begins with another version, goes on with one that comes back, and the audit says both once', async () => {
    await open(route(null, '1'));
    visit('a', 1);
    await keeper.reopen(route(null, '2'), 2);
    visit('a', 1);
    visit('b', 2);
    expect(card()).toMatchObject({ compared: 1, versions: { legacy: null, candidate: '2' } });
    await keeper.save();
    await keeper.reopen(route(null, '1'), 3);
    expect(card()).toMatchObject({ compared: 2, versions: { legacy: null, candidate: '1' } });
    expect(await reasons()).toEqual([
      'candidate is now 1 (was 2): its evidence goes on where it was left',
      'candidate is now 2 (was 1): its evidence begins',
    ]);
    expect((await store.audit({ limit: 1 }))[0]).toMatchObject({
      action: 'new-version',
      actor: 'banyan',
      from: { stage: 'shadow', share: 0 },
      to: { stage: 'shadow', share: 0 },
      evidence: { versions: { legacy: null, candidate: '1' }, was: { legacy: null, candidate: '2' } },
    });
  });

  it('of an edition that is over is opened after a restart, and its version is no news', async () => {
    await open(route(null, '1'));
    visit('a', 1);
    await keeper.reopen(route(null, '2'), 2);
    await keeper.save();
    const told = await reasons();
    keeper = await Keeper.open(route(null, '1'), store, now, { edition: 1, resumes: true, isOver: true });
    await keeper.reopen(route(null, '2'), 2, { resumes: true });
    visit('b', 1);
    expect(card()).toMatchObject({ compared: 0, versions: { candidate: '2' } });
    expect(await reasons()).toEqual(told);
  });

  it.each<[string, [SideVersions, SideVersions], string]>([
    [
      'both sides',
      [
        { legacy: 'a', candidate: '1' },
        { legacy: 'b', candidate: '2' },
      ],
      'legacy is now b (was a), candidate is now 2 (was 1): its evidence begins',
    ],
    [
      'a side that told none',
      [
        { legacy: null, candidate: null },
        { legacy: null, candidate: '1' },
      ],
      'candidate is now 1 (it told no version before): its evidence begins',
    ],
    [
      'a side that tells none any more',
      [
        { legacy: 'a', candidate: null },
        { legacy: null, candidate: null },
      ],
      'legacy tells no version any more (was a): its evidence begins',
    ],
  ])('tells of %s in words', async (_, [was, is], reason) => {
    await open([{ rule, compare: {}, versions: was }]);
    await keeper.reopen([{ rule, compare: {}, versions: is }], 2);
    expect(await reasons()).toEqual([reason]);
  });

  it('has the key that it had before versions were told, as long as neither side tells one', async () => {
    await open([{ rule, compare: {} }]);
    visit('a', 1);
    await keeper.save();
    await open(route(null, null));
    expect(card()).toMatchObject({ requests: 1, compared: 1 });
  });

  it('is told of once, also when a later process finds what an earlier one did not write', async () => {
    await open(route(null, '1'));
    await open(route(null, '2'));
    await open(route(null, '2'));
    expect(await reasons()).toEqual(['candidate is now 2 (was 1): its evidence begins']);
  });

  it('is told of when the store is back, and what was counted meanwhile is no evidence left before', async () => {
    await open(route(null, '1'));
    store.attemptOf = () => Promise.reject(new Error('disk I/O error'));
    await keeper.reopen(route(null, '2'), 2);
    visit('a', 2);
    Reflect.deleteProperty(store, 'attemptOf');
    await takeUp(keeper.of('r')!, store, now);
    expect(await reasons()).toEqual(['candidate is now 2 (was 1): its evidence begins']);
  });
});

describe('evidence by rules', () => {
  const rules = (n: number) => ({ ignore: [`$.a${n}`] });
  const edited = 'its rules, guards or upstreams are others now: its evidence';

  it('begins with other rules, goes on with those that come back, and the audit says both once', async () => {
    await open(route(null, '1', rules(1)));
    visit('a', 1);
    await keeper.save();
    await keeper.reopen(route(null, '1', rules(2)), 2);
    await keeper.reopen(route(null, '1', rules(2)), 3);
    await open(route(null, '1', rules(2)));
    await open(route(null, '1', rules(1)));
    expect(await reasons()).toEqual([`${edited} goes on where it was left`, `${edited} begins (attempt 2)`]);
    const [, begun] = await store.audit({ limit: 2 });
    expect(begun).toMatchObject({
      action: 'new-rules',
      actor: 'banyan',
      role: 'controller',
      from: { stage: 'shadow', share: 0 },
      to: { stage: 'shadow', share: 0 },
      evidence: { key: expect.any(String), attempt: 2, versions: { legacy: null, candidate: '1' } },
    });
    expect(changeTold(begun!)).toBe('other rules at shadow');
    expect(await store.audit({ limit: 2, turns: true })).toEqual([]);
    expect(checked(linesOf(await store.audit({ after: 0, limit: 5 }))).flaws).toEqual([]);
  });

  it('is told in one entry where another version came with other rules', async () => {
    await open(route(null, '1', rules(1)));
    visit('a', 1);
    await keeper.save();
    await keeper.reopen(route(null, '2', rules(2)), 2);
    expect(await reasons()).toEqual([`candidate is now 2 (was 1), ${edited} begins (attempt 1)`]);
    expect((await store.audit({ limit: 1 }))[0]).toMatchObject({ action: 'new-version' });
  });

  it('is no news where nobody knew the rules before: a first start, or the first after an upgrade', async () => {
    await open(route(null, '1', rules(1)));
    await store.writeVersions('r', { legacy: null, candidate: '1', configuration: null }, undefined);
    await open(route(null, '1', rules(2)));
    expect(await reasons()).toEqual([]);
    await open(route(null, '1', rules(1)));
    expect(await reasons()).toEqual([`${edited} begins (attempt 1)`]);
  });

  it('is not told of how the dial is turned, nor again of a restart by hand', async () => {
    await open(route(null, '1'));
    const [{ rule }] = route(null, '1') as [KeptRoute];
    const plan = { ...rule, dial: { ...rule.dial, plan: [0.5] } };
    await keeper.reopen([{ rule: plan, compare: {}, versions: { legacy: null, candidate: '1' } }], 2);
    const books = keeper.of('r')!;
    const restarted = { ...books.dial, restarts: 1 };
    await store.writeDial('r', books.dial, restarted, undefined);
    setDial(books, restarted);
    await keeper.restart(books);
    await takeUp(books, store, now);
    await open(route(null, '1'));
    expect(await reasons()).toEqual([]);
  });
});

describe('evidence before a version is known', () => {
  it('is of the first that is known, joins what the store has of it, and is in no store before', async () => {
    await open(route('a', '1'));
    visit('x', 1);
    await keeper.save();
    await open(route(undefined, undefined));
    visit('y', 1);
    expect(card()).toMatchObject({ requests: 1, versions: { legacy: null, candidate: null } });
    expect(keeper.takenUp).toBe(true);
    await keeper.save();
    // Legacy answers first.
    await keeper.reopen(route('a', undefined), 2);
    visit('z', 2);
    await keeper.reopen(route('a', '1'), 3);
    visit('z', 1);
    visit('w', 3);
    await keeper.save();
    await open(route('a', '1'));
    expect(card()).toMatchObject({ requests: 5, compared: 5, versions: { legacy: 'a', candidate: '1' } });
    expect(await reasons()).toEqual([]);
  });

  it('is told apart by its rules all the same', async () => {
    const strict = { ignore: ['$.a'] };
    await open(route(null, undefined));
    visit('x', 1);
    await keeper.reopen(route(null, undefined, strict), 2);
    visit('y', 2);
    await keeper.reopen(route(null, '1', strict), 3);
    visit('z', 1);
    // What is left of the first edition is taken up with the next round.
    for (const ledger of keeper.earlier()) ledger.resume(await store.loadEvidence(ledger.id));
    await keeper.save();
    expect(card()).toMatchObject({ requests: 1, compared: 1 });
    await open(route(null, '1'));
    expect(card()).toMatchObject({ requests: 2, compared: 2 });
  });
});

describe('attempts on one version of the candidate', () => {
  const rules = (n: number) => ({ ignore: [`$.a${n}`] });

  it('are counted by what was compared under other rules, and ask for more each time', async () => {
    const asked: (number | null)[] = [];
    for (let n = 1; n <= 3; n++) {
      await open(route(null, '1', rules(n)));
      expect(card().attempt).toBe(n);
      asked.push(keeper.scorecards()[0]!.cleanPairsLeft);
      visit('a', 1);
      await keeper.save();
    }
    expect(asked[0]).toBe(5_229);
    expect(asked.toSorted((a, b) => a! - b!)).toEqual(asked);
    expect(keeper.scorecards()[0]!.rate.confidence).toBeCloseTo(1 - 0.01 / 6, 9);
    expect(keeper.scorecards()[0]!.guards[0]!.detail).toContain('99.83 %');
  });

  it('are the same when their rules come back, begin anew with another version, and outlast legacy’s', async () => {
    for (const [legacy, candidate, n, attempt] of [
      ['a', '1', 1, 1],
      ['a', '1', 2, 2],
      ['a', '1', 1, 1],
      ['b', '1', 1, 1],
      ['b', '1', 2, 2],
      ['b', '1', 3, 3],
      ['b', '2', 3, 1],
      ['b', '1', 3, 3],
    ] as const) {
      await open(route(legacy, candidate, rules(n)));
      visit('a', 1);
      await keeper.save();
      expect([legacy, candidate, n, card().attempt]).toEqual([legacy, candidate, n, attempt]);
    }
  });

  it('are not spent where nothing was compared: nobody could look at anything', async () => {
    for (let n = 1; n <= 3; n++) {
      await open(route(null, '1', rules(n)));
      keeper.traffic({ ...requests(1, 1), skipped: [{ route: 'r', reason: 'not-sampled', count: 1 }] });
      await keeper.save();
      expect(card().attempt).toBe(1);
    }
  });

  it('are told as soon as something of the one before was saved, before anything of the next', async () => {
    await open(route(null, '1', rules(1)));
    visit('a', 1);
    await keeper.reopen(route(null, '1', rules(2)), 2);
    await keeper.save();
    expect(card()).toMatchObject({ requests: 0, attempt: 2 });
  });

  it('are told apart also when the rules change before the first was saved', async () => {
    await open(route(null, '1', rules(1)));
    visit('a', 1);
    await keeper.reopen(route(null, '1', rules(2)), 2);
    visit('a', 2);
    await keeper.save();
    const second = card().attempt;
    await keeper.reopen(route(null, '1', rules(1)), 3);
    expect(new Set([card().attempt, second])).toEqual(new Set([1, 2]));
  });
});

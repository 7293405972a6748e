import { describe, expect, it } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { type Dial, untouched } from '../routing-rules/dial.js';
import { checked, linesOf } from './audit/chain.cases.js';
import { ControlDesk } from './control-desk.js';
import { Keeper } from './keeper.js';
import type { RouteLedger } from './route-ledger.js';
import { emptyTally } from './tally.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { SharedStore, type StoreAccess } from './store/shared-store.js';
import { openSqliteStore } from './store/sqlite-store.js';

const rule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/items/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
  dial: { start: { share: 0.01 } },
});
const now = (): Date => new Date('2026-01-01T00:00:00Z');
const admin = { name: 'somebody', role: 'admin' } as const;
const dial = (revision: number, share: number): Dial => ({
  ...untouched({ stage: share > 0 ? 'split' : 'shadow', share }),
  revision,
});
const none = { ...emptyTally, count: 0 };
const requests = (count: number) =>
  ({ ...none, requests: [{ route: 'r', servedBy: 'legacy', code: '2xx', count }], skipped: [] }) as const;

/** One store that outlives its openings, and can be away, or another process's. */
async function scene(last: Record<string, Dial> = {}) {
  const kept = await openSqliteStore(':memory:');
  const is = { away: false, held: false, full: false };
  const connection = (): EvidenceStore => ({
    loadDial: (route) => kept.loadDial(route),
    audit: (filter) => kept.audit(filter),
    loadEvidence: (id) => kept.loadEvidence(id),
    loadEarlier: (id) => kept.loadEarlier(id),
    loadVersions: (route) => kept.loadVersions(route),
    attemptOf: (id) => kept.attemptOf(id),
    loadStanding: (route) => kept.loadStanding(route),
    async writeVersions(...args) {
      if (is.full) throw new Error('database or disk is full');
      await kept.writeVersions(...args);
    },
    async writeDial(...args) {
      if (is.full) throw new Error('database or disk is full');
      return kept.writeDial(...args);
    },
    async saveEvidence(changes, standings) {
      if (is.full) throw new Error('database or disk is full');
      await kept.saveEvidence(changes, standings);
    },
    expire: (before) => kept.expire(before),
    forget: (...args) => kept.forget(...args),
    close: async () => undefined,
  });
  const open = async (): Promise<EvidenceStore> => {
    if (is.away) throw new Error('not a database');
    return connection();
  };
  const access: StoreAccess = {
    lock: { take: () => (is.held ? { holder: undefined } : undefined), release: () => undefined },
    open,
    read: open,
  };
  const start = async (from = last) => {
    const store = new SharedStore(access, now);
    const turned: (Dial | undefined)[] = [];
    await store.attend();
    const keeper = await Keeper.open([{ rule, compare: {} }], store, now, { last: from });
    const desk = new ControlDesk(
      keeper,
      store,
      now,
      () => {
        turned.push(keeper.of('r')?.dial);
      },
      () => (store.standing.kind === 'standby' ? 'on standby' : undefined),
      () => '',
    );
    const round = async (): Promise<void> => {
      const news = await store.attend();
      if (news || !keeper.takenUp)
        await (store.writable ? desk.takeUp() : desk.follow()).catch(() => undefined);
      if (store.writable) await keeper.save().catch(() => undefined);
    };
    const turn = (share: number) =>
      desk.turnDial('r', { action: 'turn', share, reason: 'why not', force: true }, admin);
    return { store, keeper, desk, round, turn, turned, books: keeper.of('r')! };
  };
  return { kept, is, start };
}

describe('what the store and the books tell each other', () => {
  it('a new route begins where its rule says, but not while nobody knows whether it is new', async () => {
    const { is, start, kept } = await scene();
    is.away = true;
    const banyan = await start();
    expect(banyan.books.dial).toMatchObject({ stage: 'shadow', share: 0 });
    expect(banyan.keeper.knownDials()).toEqual({});
    is.away = false;
    await banyan.round();
    expect(banyan.turned).toEqual([dial(0, 0.01)]);
    expect(await kept.loadDial('r')).toEqual(dial(0, 0.01));
  });

  it('69 · the last known dial holds while the store is away, the kept one when it is back', async () => {
    const { is, start, kept } = await scene({ r: dial(3, 0.25) });
    await kept.writeDial('r', undefined, dial(4, 0.5), undefined);
    is.away = true;
    const banyan = await start();
    expect(banyan.books.dial).toEqual(dial(3, 0.25));
    is.away = false;
    await banyan.round();
    expect(banyan.turned).toEqual([dial(4, 0.5)]);
  });

  it('67 · the kept dial is taken up and told though the versions beside it cannot be written yet', async () => {
    const { is, start, kept } = await scene({ r: dial(3, 0.25) });
    await kept.writeDial('r', undefined, dial(4, 0.5), undefined);
    is.away = true;
    const banyan = await start();
    is.away = false;
    is.full = true;
    await banyan.round();
    expect(banyan.turned).toEqual([dial(4, 0.5)]);
    is.full = false;
    await banyan.round();
    expect(await kept.loadVersions('r')).toEqual({ legacy: null, candidate: null });
  });

  it('67 · a dial that was lowered without the store stays low, and the audit is told when it can be', async () => {
    const { is, start, kept } = await scene();
    const banyan = await start();
    expect((await banyan.turn(0.5)).kind).toBe('changed');
    is.full = true;
    expect(await banyan.turn(0.75)).toMatchObject({
      why: 'unavailable',
      detail: expect.stringMatching(/stays/),
    });
    expect(await banyan.turn(0.05)).toMatchObject({
      why: 'unavailable',
      detail: expect.stringMatching(/lowered/),
    });
    expect(await banyan.turn(0)).toMatchObject({
      why: 'unavailable',
      detail: expect.stringMatching(/lowered/),
    });
    await banyan.round();
    expect(banyan.books.dial).toMatchObject({ share: 0, revision: 3 });
    expect(banyan.store.standing).toMatchObject({ kind: 'away', why: expect.stringMatching(/full/) });
    is.full = false;
    await banyan.round();
    await banyan.round();
    expect(banyan.store.standing).toEqual({ kind: 'holding' });
    expect(await kept.loadDial('r')).toMatchObject({ stage: 'shadow', share: 0, revision: 3 });
    expect((await kept.audit({ limit: 5 })).map(({ to }) => to.share)).toEqual([0, 0.5]);
    // And goes on from there, though what lay between was never told.
    expect((await banyan.turn(0.1)).kind).toBe('changed');
    const { flaws, report } = checked(linesOf(await kept.audit({ after: 0, limit: 5 })));
    expect([flaws, report.decisions.judged]).toEqual([[], 3]);
  });

  it('67 · whoever turns it next turns the lowered dial, and the audit knows of both', async () => {
    const { is, start, kept } = await scene();
    const banyan = await start();
    await banyan.turn(0.5);
    is.full = true;
    await banyan.turn(0);
    expect(await banyan.desk.turnDial('r', { action: 'hold', reason: 'wait' }, admin)).toMatchObject({
      why: 'unavailable',
    });
    is.full = false;
    expect(await banyan.desk.turnDial('r', { action: 'hold', reason: 'wait' }, admin)).toMatchObject({
      kind: 'changed',
    });
    expect(banyan.books.dial).toMatchObject({ share: 0, held: true });
    expect(await kept.loadDial('r')).toMatchObject({ share: 0, held: true });
    expect((await kept.audit({ limit: 2 })).map(({ action, from }) => [action, from.share])).toEqual([
      ['hold', 0],
      ['turn', 0.5],
    ]);
  });

  it('67 · the same where another control knows of the lowering by the data plane alone', async () => {
    const { is, start, kept } = await scene();
    const banyan = await start();
    await banyan.turn(0.5);
    is.full = true;
    await banyan.turn(0);
    const next = await start(banyan.keeper.dials());
    expect(next.books.dial.share).toBe(0);
    is.full = false;
    await next.desk.turnDial('r', { action: 'hold', reason: 'wait' }, admin);
    expect(next.books.dial).toMatchObject({ share: 0, held: true });
    expect(await kept.loadDial('r')).toMatchObject({ share: 0, held: true });
  });

  it('67 · a lowering that was written though the store said otherwise bars nothing', async () => {
    const { is, start, kept } = await scene();
    const banyan = await start();
    await banyan.turn(0.5);
    is.full = true;
    await banyan.turn(0);
    is.full = false;
    await kept.writeDial('r', await kept.loadDial('r'), banyan.books.dial, undefined);
    await banyan.round();
    expect(banyan.keeper.takenUp).toBe(true);
    expect((await banyan.turn(0.1)).kind).toBe('changed');
  });

  it('67 · a lowering is told though only its own write failed, and others are kept meanwhile', async () => {
    const { is, start, kept } = await scene();
    const banyan = await start();
    await banyan.turn(0.5);
    is.full = true;
    await banyan.turn(0);
    is.full = false;
    await banyan.store.saveEvidence([]);
    expect(banyan.store.standing).toEqual({ kind: 'holding' });
    await banyan.round();
    expect(await kept.loadDial('r')).toMatchObject({ share: 0 });
  });

  it('83 · a lowering that was not told to the store is not undone by who holds it now', async () => {
    const { is, start } = await scene();
    const banyan = await start();
    await banyan.turn(0.5);
    is.full = true;
    await banyan.turn(0);
    is.full = false;
    is.held = true;
    await banyan.round();
    await banyan.round();
    expect(banyan.books.dial.share).toBe(0);
  });

  it('70 · a lowering that only the file knows outranks the store after a restart, a raise does not', async () => {
    for (const [share, outcome] of [
      [0, 0],
      [0.9, 0.5],
    ] as const) {
      const { start, kept } = await scene({ r: dial(5, share) });
      await kept.writeDial('r', undefined, dial(4, 0.5), undefined);
      const banyan = await start();
      expect(banyan.books.dial.share).toBe(outcome);
      expect((await kept.loadDial('r'))?.share).toBe(outcome);
      expect((await banyan.turn(0.6)).kind).toBe('changed');
      const { flaws, report } = checked(linesOf(await kept.audit({ after: 0, limit: 5 })));
      expect([flaws, report.decisions.found]).toEqual([[], share === 0 ? 1 : 0]);
    }
  });

  it('69 · evidence counted without the store is added to what it has: sums, entities, fields, samples', async () => {
    const { is, start, kept } = await scene();
    const earlier = await start();
    const mismatch = (entity: string) =>
      ({
        route: 'r',
        entity,
        key: entity,
        verdict: 'mismatch',
        class: 'failed',
        sample: null,
        fields: [{ pattern: '$.a', kind: 'value', class: 'failed' }],
      }) as const;
    earlier.keeper.traffic(requests(4));
    earlier.keeper.finding(mismatch('1'));
    earlier.keeper.finding({ route: 'r', entity: '2', verdict: 'match' });
    earlier.keeper.finding({ route: 'r', entity: '3', verdict: 'match' });
    await earlier.round();

    is.away = true;
    const banyan = await start();
    banyan.keeper.traffic(requests(3));
    banyan.keeper.finding({ route: 'r', entity: '1', verdict: 'match' });
    banyan.keeper.finding(mismatch('2'));
    await banyan.round();
    is.away = false;
    await banyan.round();
    // Of the earlier four one was never finished; of the later three one is still on its way.
    const told = ({ outcomes, entities }: RouteLedger) => {
      const { requests, skipped } = outcomes.counts;
      return { requests, compared: outcomes.compared, skipped, entities: entities.counts };
    };
    const expected = {
      requests: 7,
      compared: 5,
      skipped: { 'analysis-lost': 1 },
      entities: { compared: 3, bad: 2 },
    };
    expect(told(banyan.books.ledger)).toEqual(expected);
    await banyan.round();
    banyan.keeper.finding({ route: 'r', entity: '3', verdict: 'match' });
    await banyan.round();
    const again = (await start()).books.ledger;
    expect(told(again)).toEqual({ ...expected, compared: 6 });
    expect(again.fields.rows(6, new Map())).toMatchObject([
      { pattern: '$.a', mismatched: 2, classes: { failed: 2 } },
    ]);
    expect(
      again.entities
        .listed(['failed'])
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['1', '2']);
    await kept.close();
  });

  it('a file that was put in the place of the old one is given everything', async () => {
    const { is, start } = await scene();
    const other = await scene();
    const banyan = await start();
    banyan.keeper.traffic(requests(1));
    banyan.keeper.finding({ route: 'r', entity: '1', verdict: 'match' });
    await banyan.turn(0.5);
    await banyan.round();
    is.full = true;
    banyan.keeper.traffic(requests(1));
    await banyan.round();
    expect(banyan.books.ledger.takenUp).toBe(true);
    await banyan.desk.takeUp().catch(() => undefined);
    const { takeUp } = await import('./take-up.js');
    await takeUp(banyan.books, other.kept, now);
    await other.kept.saveEvidence([banyan.books.ledger.takeChange()!]);
    const { dial, ledger } = (await other.start({})).books;
    expect(dial.share).toBe(0.5);
    expect(ledger.outcomes.requests).toBe(2);
    expect(ledger.entities.counts).toEqual({ compared: 1, bad: 0 });
  });

  it('83 · a standby follows the dial, turns none, and takes over with what both counted', async () => {
    const { is, start } = await scene();
    const first = await start();
    is.held = true;
    const second = await start();
    await second.round();
    is.held = false;
    expect((await first.turn(0.5)).kind).toBe('changed');
    is.held = true;
    await second.round();
    await second.round();
    expect(second.turned.map((dial) => dial?.share)).toEqual([0.01, 0.5]);
    expect(await second.turn(0)).toMatchObject({ why: 'unavailable', detail: 'on standby' });
    first.keeper.traffic(requests(2));
    second.keeper.traffic(requests(3));
    is.held = false;
    await first.round();
    await first.store.close();
    await second.round();
    expect(second.store.standing).toEqual({ kind: 'holding' });
    expect(second.books.ledger.outcomes.requests).toBe(5);
    expect((await second.turn(0)).kind).toBe('changed');
  });
});

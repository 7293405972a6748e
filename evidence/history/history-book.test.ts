import { beforeEach, describe, expect, it } from 'vitest';
import { normaliseRoute } from '../../routing-rules/route-rule.js';
import { ControlDesk } from '../control-desk.js';
import { Keeper } from '../keeper.js';
import type { EvidenceStore } from '../store/evidence-store.js';
import { openSqliteStore } from '../store/sqlite-store.js';
import { emptyTally, type Finding, type Tally } from '../tally.js';
import { HistoryBook } from './history-book.js';
import type { HistoryAsked } from './route-history.js';
import { thinnings } from './tiers.js';

const rule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/items/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
});
const admin = { name: 'somebody', role: 'admin' } as const;
const begin = Date.parse('2026-01-01T12:00:00Z') / 1000;

const requests = (count: number, seconds: readonly number[] = []): Tally => ({
  ...emptyTally,
  requests: [{ route: 'r', servedBy: 'legacy', code: '2xx', count }],
  durations: [{ route: 'r', side: 'legacy', seconds }],
});
const match = (entity: string): Finding => ({ route: 'r', entity, verdict: 'match' });
const differing = { route: 'r', entity: '1', key: '1', sample: null, fields: [] } as const;

describe('the history of a route', () => {
  let seconds: number;
  let store: EvidenceStore;
  let keeper: Keeper;
  let book: HistoryBook;
  let desk: ControlDesk;
  let why: string | undefined;
  const now = (): Date => new Date(seconds * 1000);

  async function start(): Promise<void> {
    keeper = await Keeper.open([{ rule, compare: {} }], store, now);
    book = new HistoryBook(keeper, now);
    desk = new ControlDesk(
      keeper,
      store,
      now,
      () => undefined,
      () => why,
      () => '',
      undefined,
      book,
    );
  }
  beforeEach(async () => {
    seconds = begin;
    why = undefined;
    store = await openSqliteStore(':memory:');
    await start();
  });

  const count = (tally: Tally): void => {
    keeper.traffic(tally);
    book.traffic(tally);
  };
  const find = (finding: Finding): void => {
    keeper.finding(finding);
    book.finding(finding);
  };
  const pass = async (by: number): Promise<void> => {
    for (let passed = 0; passed < by; passed++) {
      seconds += 1;
      book.tick();
      await book.save(store);
    }
  };
  const told = async (asked: HistoryAsked = {}) => (await desk.history('r', asked))!;
  const requestsTold = async (asked?: HistoryAsked) =>
    (await told(asked)).points.map(({ at, requests: n }) => [at.slice(11, 19), n]);

  it('tells of each step what happened in it, and how the route stood at its end', async () => {
    count(requests(3, [0.1, 0.2, 0.4]));
    find(match('7'));
    find({ ...differing, verdict: 'mismatch', class: 'semantic' });
    await pass(10);
    await desk.turnDial('r', { action: 'turn', share: 0.05, reason: 'go', force: true }, admin);
    count(requests(2));
    await pass(12);
    const { points, resolution, from, to } = await told();
    expect([resolution, from, to]).toEqual([10, '2026-01-01T11:00:22.000Z', '2026-01-01T12:00:22.000Z']);
    expect(points).toMatchObject([
      {
        at: '2026-01-01T12:00:10.000Z',
        stage: 'shadow',
        share: 0,
        requests: 3,
        compared: 2,
        mismatched: { semantic: 1, stale: 0 },
        rate: { estimate: 0.5 },
        threshold: 0.001,
        candidate: null,
      },
      { stage: 'split', share: 0.05, requests: 2, compared: 0, mismatched: { semantic: 0 } },
    ]);
    const { legacy, candidate } = points[0]!.latency;
    expect(legacy.p50).toBeCloseTo(0.2, 1);
    expect(candidate.p95).toBeNull();
    expect(points[1]!.latency.legacy.p50).toBeNull();
    expect(points[0]!.rate).toEqual({ estimate: 0.5, lower: expect.anything(), upper: expect.anything() });
  });

  it('counts what settles as compared when it was, and its class and lag when they are known', async () => {
    find({ ...differing, verdict: 'settling', suspect: 's' });
    await pass(10);
    find({ ...differing, verdict: 'confirmed', suspect: 's' });
    find({ ...differing, verdict: 'settled', suspect: 's', class: 'stale', lags: [0.5] });
    await pass(10);
    const { points } = await told();
    expect(points.map(({ compared, mismatched }) => [compared, mismatched.stale])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(points[1]!.lag.p95).toBeCloseTo(0.5, 1);
  });

  it('goes on when evidence begins anew, and is never below nothing', async () => {
    count(requests(5));
    await pass(10);
    await desk.turnDial('r', { action: 'restart-evidence', reason: 'try again' }, admin);
    count(requests(2));
    await pass(10);
    expect(await requestsTold()).toEqual([
      ['12:00:10', 5],
      ['12:00:20', 2],
    ]);
    expect((await told()).changes).toMatchObject([{ action: 'restart-evidence', reason: 'try again' }]);
  });

  it('tells who turned the dial within the span, oldest first', async () => {
    const turn = (share: number, reason: string) =>
      desk.turnDial('r', { action: 'turn', share, reason, force: true }, admin);
    await turn(0.01, 'before');
    seconds += 100;
    await turn(0.05, 'up');
    seconds += 10;
    await turn(0, 'down');
    const { changes } = await told({ last: 60 });
    expect(changes).toEqual([
      {
        id: 2,
        time: '2026-01-01T12:01:40.000Z',
        action: 'turn',
        from: { stage: 'split', share: 0.01 },
        to: { stage: 'split', share: 0.05 },
        actor: 'somebody',
        forced: true,
        reason: 'up',
      },
      expect.objectContaining({ id: 3, reason: 'down' }),
    ]);
    expect((await told({ from: begin - 1, to: begin + 1 })).changes.map(({ reason }) => reason)).toEqual([
      'before',
    ]);
  });

  it('leaves a gap where Banyan was down, and joins what a step had before and after a restart', async () => {
    count(requests(1));
    await pass(13);
    count(requests(4));
    book.close();
    await book.save(store);
    seconds += 2;
    await start();
    count(requests(8));
    await pass(10);
    seconds += 600;
    await start();
    await pass(10);
    expect(await requestsTold()).toEqual([
      ['12:00:10', 1],
      ['12:00:20', 12],
      ['12:10:30', 0],
    ]);
  });

  it('tells an hour in steps of ten seconds, a day more coarsely, and adds up to the same', async () => {
    for (let i = 0; i < 700; i++) {
      count(requests(1));
      seconds += 10;
      book.tick();
      await book.save(store);
    }
    await store.thinHistory(thinnings(seconds));
    const [hour, day] = [await told(), await told({ last: 86_400 })];
    expect([hour.resolution, hour.points.length, day.resolution, day.points.length]).toEqual([
      10, 360, 180, 39,
    ]);
    expect(day.points.reduce((sum, { requests: n }) => sum + n, 0)).toBe(700);
    // The last is not over: it ends where it was counted to.
    expect(day.points.at(-1)!.at).toBe(new Date(seconds * 1000).toISOString());
    expect((await told({ points: 60 })).resolution).toBe(60);
  });

  it('keeps what a store that is away could not take, more coarsely the longer it waits, and tells it meanwhile', async () => {
    const away = { saveHistory: () => Promise.reject(new Error('disk full')) };
    for (let i = 0; i < 6 * 360; i++) {
      count(requests(1));
      seconds += 10;
      book.tick();
      await expect(book.save(away)).rejects.toThrow('disk full');
    }
    expect(book.dueOf('r').length).toBeLessThan(277);
    const sum = async () =>
      (await told({ last: 86_400 })).points.reduce((all, { requests: n }) => all + n, 0);
    expect(await sum()).toBe(2_160);
    await book.save(store);
    expect(book.dueOf('r')).toEqual([]);
    expect(await sum()).toBe(2_160);
  });

  it('tells on standby what the holder wrote, and counts nothing of its own in it', async () => {
    await pass(10);
    why = 'on standby';
    count(requests(9));
    seconds += 10;
    book.tick();
    expect(await requestsTold()).toEqual([['12:00:10', 0]]);
  });

  describe('that a standby takes over', () => {
    let standby: HistoryBook;
    /** So many seconds, in each of which the holder sees a request, and the standby so many. */
    const serve = async (by: number, beside: number): Promise<void> => {
      for (let passed = 0; passed < by; passed++) {
        count(requests(1));
        find(
          passed % 10 === 0 ? { ...differing, verdict: 'mismatch', class: 'semantic' } : match(`${passed}`),
        );
        standby.tick();
        if (beside > 0) standby.traffic(requests(beside));
        await pass(1);
      }
      standby.tick();
    };
    beforeEach(async () => {
      const other = await Keeper.open([{ rule, compare: {} }], store, now);
      standby = new HistoryBook(other, now, () => false);
    });

    it('stays what the holder knew of how it stood, and tells what happened at both', async () => {
      await serve(300, 2);
      const before = await told();
      await standby.save(store);
      seconds += 60;
      const after = await told();
      expect(after.resolution).toBe(10);
      expect(before.points.map(({ at, rate }) => [at, rate])).toEqual(
        after.points.map(({ at, rate }) => [at, rate]),
      );
      expect(new Set(after.points.map(({ requests: n }) => n))).toEqual(new Set([30]));
    });

    it('has no peak where what waited for long is kept more coarsely than what the holder wrote', async () => {
      await serve(1_800, 1);
      await standby.save(store);
      seconds += 60;
      const { resolution, points } = await told();
      expect([resolution, new Set(points.map(({ requests: n }) => n))]).toEqual([60, new Set([120])]);
      expect(points.every(({ rate }) => rate.estimate !== null)).toBe(true);
      // Where all is kept finely it is told so.
      expect((await told({ last: 300 })).resolution).toBe(10);
      expect((await told({ last: 86_400 })).points.reduce((sum, { requests: n }) => sum + n, 0)).toBe(3_600);
    });

    it('is as fine as it was where nobody asked the standby', async () => {
      await serve(1_800, 0);
      const before = await told();
      expect(standby.dueOf('r')).toEqual([]);
      await standby.save(store);
      expect(await told()).toEqual(before);
      expect(before.resolution).toBe(10);
    });

    it('tells what happened while nobody else wrote by how it stood before', async () => {
      await serve(60, 0);
      for (let passed = 0; passed < 60; passed++) {
        standby.traffic(requests(1));
        seconds += 1;
        standby.tick();
      }
      await standby.save(store);
      const { points } = await told();
      expect(points.map(({ requests: n }) => n)).toEqual(Array.from({ length: 12 }, () => 10));
      expect(points.at(-1)?.rate).toEqual(points.at(5)?.rate);
    });
  });

  it('knows nothing of a route that is not configured, nor of what nobody asked a route for', async () => {
    book.traffic({ ...emptyTally, requests: [{ route: 'q', servedBy: 'legacy', code: '2xx', count: 1 }] });
    await pass(10);
    expect(await desk.history('q', {})).toBeUndefined();
    expect(await store.history('q', { from: 0, to: 1e10 })).toEqual([]);
  });

  it('closes a step when the clock is set back, and adds what follows to what is there', async () => {
    count(requests(1));
    seconds += 5;
    book.tick();
    seconds -= 1_800;
    book.tick();
    count(requests(2));
    seconds += 10;
    book.tick();
    await book.save(store);
    seconds += 1_800;
    expect(await requestsTold()).toEqual([
      ['11:30:10', 2],
      ['12:00:10', 1],
    ]);
  });

  it('tells how fast requests come, once a whole step is over', () => {
    count(requests(5));
    seconds += 10;
    book.tick();
    expect(desk.pace()).toBeNull(); // It began somewhere within that step.
    count(requests(40));
    for (let i = 0; i < 30; i++) book.finding(match(`${i}`));
    seconds += 10;
    book.tick();
    expect(desk.pace()).toEqual({ requestsPerSecond: 4, compared: 0.75 });
    seconds += 10;
    book.tick();
    expect(desk.pace()).toEqual({ requestsPerSecond: 0, compared: null });
  });
});

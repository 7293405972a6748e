import { expect, it } from 'vitest';
import type { HistoryStep } from '../history/history-step.js';
import { thinnings } from '../history/tiers.js';
import type { StoreUnderTest } from './rows.cases.js';

/** A step that saw so many requests. */
const step = (at: number, requests: number, more: Partial<HistoryStep> = {}): HistoryStep => ({
  route: 'r',
  at,
  seconds: 10,
  stood: {
    stage: 'split',
    share: at / 100_000,
    rate: { estimate: null, lower: 0, upper: 1 },
    threshold: 0.001,
    candidate: null,
  },
  happened: {
    requests,
    compared: 0,
    mismatched: { stale: 1 },
    legacy: [5, requests],
    candidate: [],
    lag: [],
  },
  ...more,
});

/** What every store must do with the past of routes. */
export function historyCases(at: StoreUnderTest): void {
  const everything = { from: -1, to: 1e9 };
  const toldOf = async (route = 'r') =>
    (await at.store.history(route, everything)).map(({ at: end, seconds, happened }) => [
      end,
      seconds,
      happened.requests,
    ]);

  it('keeps the steps of a route over a restart, and tells those of a span, oldest first', async () => {
    await at.store.saveHistory([step(30, 3), step(10, 1), step(20, 2), step(20, 9, { route: 'q' })]);
    await at.restart();
    expect(await at.store.history('r', { from: 10, to: 30 })).toEqual([step(20, 2), step(30, 3)]);
    expect(await toldOf('q')).toEqual([[20, 10, 9]]);
    expect(await toldOf('none')).toEqual([]);
  });

  it('adds to a step that is kept already what happened in the rest of it', async () => {
    await at.store.saveHistory([step(20, 2)]);
    await at.restart();
    const { stood } = step(5_000, 0);
    await at.store.saveHistory([step(20, 5, { stood }), step(30, 1)]);
    const [told] = await at.store.history('r', everything);
    expect(told).toEqual({
      ...step(20, 7, { stood }),
      happened: { ...step(20, 7).happened, mismatched: { stale: 2 } },
    });
  });

  it('leaves how a route stood as it is kept where what is added knows only what happened', async () => {
    await at.store.saveHistory([step(20, 2)]);
    await at.store.saveHistory([step(20, 5, { stood: null }), step(30, 1, { stood: null })]);
    const told = await at.store.history('r', everything);
    expect(told.map(({ stood, happened }) => [stood, happened.requests])).toEqual([
      [step(20, 0).stood, 7],
      [null, 1],
    ]);
    await at.store.saveHistory([step(30, 1)]);
    expect((await at.store.history('r', everything))[1]?.stood).toEqual(step(30, 0).stood);
  });

  it('makes steps longer as they grow old, lets go of the oldest, and loses nothing between', async () => {
    const tiers = [
      { seconds: 10, until: 100 },
      { seconds: 60, until: 300 },
    ];
    const all = Array.from({ length: 40 }, (_, i) => step((i + 1) * 10, i));
    await at.store.saveHistory([...all, step(50, 7, { route: 'gone' })]);
    expect(await at.store.thinHistory(thinnings(345, tiers))).toBe(false);
    // What ended by 45 is gone; what ended by 240 is as old as 100 s, in whole minutes.
    expect(await toldOf()).toEqual([
      [60, 60, 4 + 5],
      [120, 60, 6 + 7 + 8 + 9 + 10 + 11],
      [180, 60, 12 + 13 + 14 + 15 + 16 + 17],
      [240, 60, 18 + 19 + 20 + 21 + 22 + 23],
      ...all.slice(24).map(({ at, seconds, happened }) => [at, seconds, happened.requests]),
    ]);
    expect(await toldOf('gone')).toEqual([[60, 60, 7]]);
    const [oldest] = await at.store.history('r', everything);
    expect(oldest!.stood).toEqual(step(60, 0).stood);
    await at.store.saveHistory([step(120, 1)]);
    await at.store.thinHistory(thinnings(410, tiers));
    expect((await toldOf())[0]).toEqual([120, 60, 52]);
    expect(await toldOf('gone')).toEqual([]);
  });

  it('leaves the thread to others while it reads much', async () => {
    await at.store.saveHistory(Array.from({ length: 2_000 }, (_, i) => step((i + 1) * 10, 1)));
    const others = { turns: 0, areWaiting: true };
    const takeTurns = (): void => {
      others.turns += 1;
      if (others.areWaiting) setImmediate(takeTurns);
    };
    setImmediate(takeTurns);
    const read = await at.store.history('r', everything);
    others.areWaiting = false;
    expect([read.length, others.turns > 2]).toEqual([2_000, true]);
  });

  it('thins a part at a time where much is old, and says so until it is done', async () => {
    const steps = Array.from({ length: 3_000 }, (_, i) => step((i + 1) * 10, 1));
    await at.store.saveHistory(steps);
    const tiers = [
      { seconds: 10, until: 0 },
      { seconds: 900, until: 1e9 },
    ];
    let calls = 1;
    while (await at.store.thinHistory(thinnings(30_600, tiers))) calls++;
    expect(calls).toBe(2);
    const told = await toldOf();
    expect(told).toHaveLength(34);
    expect(told.reduce((sum, [, , requests]) => sum + requests!, 0)).toBe(3_000);
  });
}

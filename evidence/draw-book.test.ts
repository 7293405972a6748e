import { describe, expect, it } from 'vitest';
import { DrawBook } from './draw-book.js';
import type { Finding } from './tally.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);
const match: Finding = { route: 'r', entity: '1', verdict: 'match' };
const settling = (suspect: string): Finding => ({
  route: 'r',
  entity: '1',
  verdict: 'settling',
  suspect,
  key: '1',
  fields: [],
  sample: null,
});
/** Draws the comparison of this number in each window, from 0. */
const choosing =
  (wanted: number): (() => number) =>
  () =>
    0.999 / (wanted + 1);

describe('the draws of a route', () => {
  it('are one comparison of every ten seconds in which something was compared', () => {
    const draws = new DrawBook(Math.random);
    for (const seconds of [0, 1, 9, 10, 35, 39, 50]) draws.offer(match, false, false, at(seconds));
    expect(draws.counts).toMatchObject({ draws: 3, bad: 0, badOrNew: 0 });
  });

  it('of what is of no entity tell nothing of how many were never met', () => {
    const draws = new DrawBook(Math.random);
    draws.beginLate();
    draws.offer({ ...match, ofNoEntity: true }, false, false, at(0));
    draws.offer(match, false, true, at(10));
    draws.offer(match, false, false, at(20));
    expect(draws.counts.step).toMatchObject({ draws: 2, late: { draws: 1, badOrNew: 1 } });
  });

  it.each([
    [0, 1],
    [1, 0],
    [2, 0],
  ])(
    'choose without looking at what it came to: number %i of three, of which the first is bad',
    (wanted, bad) => {
      const draws = new DrawBook(choosing(wanted));
      for (const [i, isBad] of [true, false, false].entries()) draws.offer(match, isBad, false, at(i));
      draws.offer(match, false, false, at(10));
      expect(draws.counts).toMatchObject({ draws: 1, bad, badOrNew: bad });
    },
  );

  it('take each comparison of a window as likely as any other', () => {
    const windows = 6_000;
    const draws = new DrawBook(Math.random);
    for (let window = 0; window < windows; window++)
      for (let i = 0; i < 4; i++) draws.offer(match, i === 3, false, at(window * 10 + i));
    const share = draws.counts.bad / draws.counts.draws;
    expect(Math.abs(share - 1 / 4)).toBeLessThan(6 * Math.sqrt(((1 / 4) * (3 / 4)) / windows));
  });

  it('count what settles as bad until it is known to be good, before its window is over or after', () => {
    const draws = new DrawBook(() => 0);
    draws.offer(settling('a'), false, false, at(0));
    draws.settle('a', false);
    draws.offer(settling('b'), false, true, at(10));
    expect(draws.counts).toMatchObject({ draws: 1, bad: 0, badOrNew: 0 });
    draws.offer(match, false, false, at(20));
    expect(draws.counts).toMatchObject({ draws: 2, bad: 1, badOrNew: 1 });
    draws.settle('b', false);
    expect(draws.counts).toMatchObject({ draws: 2, bad: 0, badOrNew: 1 });
  });

  it('are told since the dial was last turned too, by where it stood when they were drawn', () => {
    const draws = new DrawBook(() => 0);
    draws.offer(match, true, false, at(0));
    draws.offer(settling('early'), false, false, at(10));
    draws.beginStep(1);
    expect(draws.counts.step).toEqual({ revision: 1, draws: 0, bad: 0 });
    draws.offer(settling('late'), false, false, at(20));
    draws.offer(match, false, false, at(30));
    draws.settle('early', true);
    expect(draws.counts).toMatchObject({ draws: 3, bad: 3, step: { revision: 1, draws: 1, bad: 1 } });
    draws.settle('late', false);
    draws.offer(match, false, false, at(40));
    const { counts } = draws;
    expect(counts.step).toMatchObject({ revision: 1, draws: 2, bad: 0 });
    for (const revision of [1, 2]) {
      const after = new DrawBook(() => 0);
      after.resume(counts);
      after.beginStep(revision);
      expect(after.counts.step).toMatchObject({ revision, draws: revision === 1 ? 2 : 0, bad: 0 });
    }
  });

  it('go on where they were saved', () => {
    const draws = new DrawBook(Math.random);
    draws.resume({ draws: 5, bad: 1, badOrNew: 2 });
    draws.offer(match, false, true, at(0));
    draws.offer(match, false, false, at(10));
    expect(draws.counts).toMatchObject({ draws: 6, bad: 1, badOrNew: 3 });
  });
});

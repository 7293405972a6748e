import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFreePairsLeft, logNotWorse } from './not-worse.js';
import { type WorseState, logWorse, startWorse, tickWorse, worseStatistic } from './worse.js';

const counts = fc
  .record({ candidateOnlyBad: fc.nat(300), legacyOnlyBad: fc.nat(300), alike: fc.nat(30_000) })
  .map(({ alike, ...bad }) => ({ pairs: alike + bad.candidateOnlyBad + bad.legacyOnlyBad, ...bad }));
const margins = fc.constantFrom(0.001, 0.005, 0.01, 0.1);
const ticks = fc.double({ min: -1, max: 1, noNaN: true });

const after = (seen: readonly number[], eta: number): WorseState =>
  seen.reduce((state, z) => tickWorse(state, z, eta), startWorse());

describe('the paired formulas hold together', () => {
  it('not worse by η is legacy worse by −η, with the sides exchanged', () => {
    fc.assert(
      fc.property(counts, margins, (seen, eta) => {
        const exchanged = {
          pairs: seen.pairs,
          candidateOnlyBad: seen.legacyOnlyBad,
          legacyOnlyBad: seen.candidateOnlyBad,
        };
        expect(logWorse(exchanged, -eta)).toBeCloseTo(logNotWorse(seen, eta), 9);
      }),
    );
  });

  it('no evidence shows both that the candidate is worse and that it is not', () => {
    fc.assert(
      fc.property(counts, margins, (seen, eta) => {
        expect(Math.min(logWorse(seen, eta), logNotWorse(seen, eta))).toBeLessThanOrEqual(1e-9);
      }),
    );
  });

  it('a pair that is bad on the candidate alone speaks against it, one on legacy alone for it', () => {
    fc.assert(
      fc.property(counts, margins, (seen, eta) => {
        fc.pre(seen.pairs > seen.candidateOnlyBad + seen.legacyOnlyBad);
        const against = { ...seen, candidateOnlyBad: seen.candidateOnlyBad + 1 };
        const inFavour = { ...seen, legacyOnlyBad: seen.legacyOnlyBad + 1 };
        expect(logNotWorse(against, eta)).toBeLessThan(logNotWorse(seen, eta));
        expect(logNotWorse(inFavour, eta)).toBeGreaterThan(logNotWorse(seen, eta));
        expect(logWorse(against, eta)).toBeGreaterThan(logWorse(seen, eta));
        expect(logWorse(inFavour, eta)).toBeLessThan(logWorse(seen, eta));
      }),
    );
  });
});

describe('error-free pairs left', () => {
  it('are enough, and one fewer is not', () => {
    fc.assert(
      fc.property(counts, margins, fc.constantFrom(0.01, 0.05), (seen, eta, alpha) => {
        const left = errorFreePairsLeft(seen, eta, alpha)!;
        const logE = (more: number): number => logNotWorse({ ...seen, pairs: seen.pairs + more }, eta);
        expect(logE(left)).toBeGreaterThanOrEqual(Math.log(1 / alpha));
        if (left > 0) expect(logE(left - 1)).toBeLessThan(Math.log(1 / alpha));
      }),
    );
  });

  const none = { pairs: 0, candidateOnlyBad: 0, legacyOnlyBad: 0 };
  it('are about 7,000 from nothing at the default of 0.1 points and 99 %', () =>
    expect(errorFreePairsLeft(none, 0.001, 0.01)).toBe(6_921));
  it('are unknown where no number of them would show it', () =>
    expect(errorFreePairsLeft(none, 0, 0.01)).toBeNull());
});

describe('the detector of a worse candidate', () => {
  it('stands at 0 before the first pairs', () => expect(worseStatistic(startWorse())).toBe(0));

  it('is as before after a tick without pairs', () => {
    fc.assert(
      fc.property(fc.array(ticks), margins, (seen, eta) => {
        expect(tickWorse(after(seen, eta), null, eta)).toEqual(after(seen, eta));
      }),
    );
  });

  it('goes on after it was saved as if it had not been', () => {
    fc.assert(
      fc.property(fc.array(ticks), ticks, margins, (seen, next, eta) => {
        const restored = JSON.parse(JSON.stringify(after(seen, eta))) as WorseState;
        expect(tickWorse(restored, next, eta)).toEqual(tickWorse(after(seen, eta), next, eta));
      }),
    );
  });

  it('is never calmer for a worse tick', () => {
    fc.assert(
      fc.property(fc.array(ticks), ticks, ticks, margins, (seen, one, other, eta) => {
        const statistic = (z: number): number => worseStatistic(tickWorse(after(seen, eta), z, eta));
        expect(statistic(Math.max(one, other))).toBeGreaterThanOrEqual(statistic(Math.min(one, other)));
      }),
    );
  });

  it('stays a finite number however long everything is bad', () => {
    const worst = after(
      Array.from({ length: 5_000 }, () => 1),
      0.001,
    );
    expect(tickWorse(worst, 1, 0.001)).toEqual(worst);
    expect(worseStatistic(worst)).toBeLessThan(Number.MAX_VALUE);
    expect(worseStatistic(tickWorse(worst, -1, 0.001))).toBeGreaterThan(0);
  });

  it('bets only what it has: with a wide margin the boldest stakes are left out', () => {
    expect(startWorse().growth).toHaveLength(0);
    expect(after([-1], 0.2).growth).toHaveLength(8);
    expect(after([-1], 0.2).growth.every((r) => r > 0)).toBe(true);
  });
});

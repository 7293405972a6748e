import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import vectors from '../../test/vectors/evidence.json' with { type: 'json' };
import { detectorStatistic, quietValue, startDetector, tickDetector } from './detector.js';
import { rateInterval } from './interval.js';
import { logNotWorse } from './not-worse.js';
import { cleanPairsLeft, logRaise } from './raise.js';
import { shownBounds } from './shown-bounds.js';
import { logTooBad, tooBadBets } from './too-bad.js';
import { logWorse, startWorse, tickWorse, worseStatistic } from './worse.js';

const near = (actual: number, expected: number): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(expected)));

describe('the formulas meet their reference values', () => {
  it.each(vectors.promote)('F1 with n=$n k=$k τ=$tau', ({ n, k, tau, logE }) =>
    near(logRaise(n, k, tau), logE),
  );
  it.each(vectors.cleanPairsLeft)(
    'clean pairs left with n=$n k=$k τ=$tau α=$alpha',
    ({ n, k, tau, alpha, pairs }) => expect(cleanPairsLeft(n, k, tau, alpha)).toBe(pairs),
  );
  it.each(vectors.rollback)('F2 with n=$n k=$k τ=$tau', ({ n, k, tau, logE }) =>
    near(logTooBad(n, k, tau), logE),
  );
  it.each(vectors.rollbackGrid)('F2 bets at τ=$tau', ({ tau, bets }) => {
    const own = tooBadBets(tau);
    expect(own).toHaveLength(bets.length);
    for (const [i, { q, w }] of bets.entries()) {
      near(own[i]!.q, q);
      near(own[i]!.w, w);
    }
  });
  it.each(vectors.interval)('F3 with n=$n k=$k α=$alpha', ({ n, k, alpha, lo, hi }) => {
    const { lower, upper } = rateInterval(n, k, alpha);
    near(lower, lo);
    near(upper, hi);
  });
  it.each(vectors.shownBounds)('shown bounds with n=$n k=$k α=$alpha', ({ n, k, alpha, ...expected }) => {
    const { lower, upper } = shownBounds(n, k, alpha);
    near(lower, expected.lower);
    near(upper, expected.upper);
  });
  it.each(vectors.detector)('F4 at τ=$tau', ({ tau, ticks }) => {
    let state = startDetector(tau);
    for (const { n, k, value } of ticks) {
      state = tickDetector(state, { judged: n, turnedBad: k });
      near(detectorStatistic(state), value);
    }
  });
  it.each(vectors.quietValue)('F4 when quiet at τ=$tau', ({ tau, value }) => near(quietValue(tau), value));
  it.each(vectors.nonInferior)(
    'F5 with n=$n n10=$candidateOnlyBad n01=$legacyOnlyBad η=$eta',
    ({ n, eta, logE, ...bad }) => near(logNotWorse({ pairs: n, ...bad }, eta), logE),
  );
  it.each(vectors.worseOneLook)(
    'F6 with n=$n n10=$candidateOnlyBad n01=$legacyOnlyBad η=$eta',
    ({ n, eta, logE, ...bad }) => near(logWorse({ pairs: n, ...bad }, eta), logE),
  );
  it.each(vectors.worseDetector)('F6 as detector at η=$eta', ({ eta, ticks }) => {
    let state = startWorse();
    for (const { z, value } of ticks) {
      state = tickWorse(state, z, eta);
      near(worseStatistic(state), value);
    }
  });
});

describe('the formulas hold together', () => {
  const counts = fc
    .integer({ min: 0, max: 50_000 })
    .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: Math.min(n, 500) }) }));

  it('as many more clean entities as are left, and not one fewer, let the route rise', () => {
    fc.assert(
      fc.property(
        counts,
        fc.constantFrom(0.001, 0.01, 0.1),
        fc.constantFrom(0.01, 0.05),
        ({ n, k }, tau, alpha) => {
          const left = cleanPairsLeft(n, k, tau, alpha)!;
          expect(logRaise(n + left, k, tau)).toBeGreaterThanOrEqual(Math.log(1 / alpha));
          if (left > 0) expect(logRaise(n + left - 1, k, tau)).toBeLessThan(Math.log(1 / alpha));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('one more clean entity never speaks against a route, one more bad one never for it', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.001, 0.01, 0.1), ({ n, k }, tau) => {
        expect(logRaise(n + 1, k, tau)).toBeGreaterThanOrEqual(logRaise(n, k, tau));
        expect(logRaise(n + 1, k + 1, tau)).toBeLessThanOrEqual(logRaise(n, k, tau));
        expect(logTooBad(n + 1, k, tau)).toBeLessThanOrEqual(logTooBad(n, k, tau));
        expect(logTooBad(n + 1, k + 1, tau)).toBeGreaterThanOrEqual(logTooBad(n, k, tau));
      }),
    );
  });

  it('an interval contains the estimate', () => {
    fc.assert(
      fc.property(counts, ({ n, k }) => {
        fc.pre(n > 0);
        const { lower, upper } = rateInterval(n, k, 0.05);
        expect(lower).toBeLessThanOrEqual(k / n);
        expect(upper).toBeGreaterThanOrEqual(k / n);
      }),
      { numRuns: 100 },
    );
  });

  it('nothing counted refutes nothing', () =>
    expect(rateInterval(0, 0, 0.05)).toEqual({ lower: 0, upper: 1 }));
});

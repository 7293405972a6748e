import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logRaise } from './raise.js';
import { shownBounds } from './shown-bounds.js';
import { logTooBad, tooBadEdges } from './too-bad.js';

/** Few entities with many bad too, since that is where F2 rises again at an edge. */
const counts = fc
  .oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 100_000 }))
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: Math.min(n, 300) }) }));
const errors = fc.constantFrom(0.2, 0.05, 0.01, 0.01 / 6);
const thresholds = fc.oneof(
  fc.constantFrom(0.0001, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5),
  fc.double({ min: 1e-5, max: 0.999, noNaN: true }),
);
const runs = { numRuns: 500 };

describe('the shown bounds follow the verdict', () => {
  it('the route may rise at τ exactly if the upper bound is not above τ', () => {
    fc.assert(
      fc.property(counts, errors, thresholds, ({ n, k }, alpha, tau) => {
        const passes = logRaise(n, k, tau) >= Math.log(1 / alpha);
        expect(shownBounds(n, k, alpha).upper <= tau).toBe(passes);
      }),
      runs,
    );
  });

  it('where the route is too bad at τ the lower bound is not below τ', () => {
    fc.assert(
      fc.property(counts, errors, thresholds, ({ n, k }, alpha, tau) => {
        fc.pre(logTooBad(n, k, tau) >= Math.log(1 / alpha));
        expect(shownBounds(n, k, alpha).lower).toBeGreaterThanOrEqual(tau);
      }),
      runs,
    );
  });

  it('a lower bound that is not below τ means too bad at τ, but for an edge of the bets and a little under it', () => {
    fc.assert(
      fc.property(counts, errors, thresholds, ({ n, k }, alpha, tau) => {
        const { lower } = shownBounds(n, k, alpha);
        fc.pre(lower >= tau && !tooBadEdges.some((edge) => tau > 0.7 * edge && tau <= edge && edge <= lower));
        expect(logTooBad(n, k, tau)).toBeGreaterThanOrEqual(Math.log(1 / alpha));
      }),
      runs,
    );
  });

  it.each([
    { n: 6, k: 6, alpha: 0.01, silent: 0.25 * (1 - 1e-12) },
    { n: 20, k: 1, alpha: 0.2, silent: 0.00125 * (1 - 1e-12) },
    { n: 5_000, k: 17, alpha: 0.01, silent: 0.00125 * (1 - 1e-12) },
    { n: 2, k: 2, alpha: 0.05, silent: 0.05 },
  ])('n=$n k=$k α=$alpha: not too bad at $silent, but again above it', ({ n, k, alpha, silent }) => {
    const { lower } = shownBounds(n, k, alpha);
    expect(lower).toBeGreaterThan(silent);
    expect(logTooBad(n, k, silent)).toBeLessThan(Math.log(1 / alpha));
    expect(logTooBad(n, k, lower)).toBeGreaterThanOrEqual(Math.log(1 / alpha));
  });

  it('is too bad at a threshold that is an edge itself, and at none above', () =>
    expect(shownBounds(100, 46, 0.05).lower).toBe(1 / 3));
});

describe('the shown bounds', () => {
  it('enclose the estimate, within [0, 1]', () => {
    fc.assert(
      fc.property(counts, errors, ({ n, k }, alpha) => {
        const { lower, upper } = shownBounds(n, k, alpha);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(k / n);
        expect(upper).toBeGreaterThanOrEqual(k / n);
        expect(upper).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it('are all of [0, 1] while nothing was counted', () =>
    expect(shownBounds(0, 0, 0.01)).toEqual({ lower: 0, upper: 1 }));

  it('bound from one side only when no entity or every entity is bad', () => {
    expect(shownBounds(1_000, 0, 0.01).lower).toBe(0);
    expect(shownBounds(1_000, 1_000, 0.01).upper).toBe(1);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectorStatistic, startDetector, tickDetector } from './detector.js';
import { logAgainstRate } from './interval.js';
import { logGamma, logPower } from './logarithms.js';
import { logNotWorse } from './not-worse.js';
import { logRaise } from './raise.js';
import { logTooBad } from './too-bad.js';
import { logWorse, startWorse, tickWorse, worseStatistic } from './worse.js';

const logFactorial = (n: number): number => logGamma(n + 1);
const binomial = (n: number, k: number, rate: number): number =>
  Math.exp(
    logFactorial(n) - logFactorial(k) - logFactorial(n - k) + logPower(rate, k) + logPower(1 - rate, n - k),
  );
/** Mean over how many of n are bad, each with this probability. */
const meanOverBad = (n: number, rate: number, value: (k: number) => number): number =>
  Array.from({ length: n + 1 }, (_, k) => binomial(n, k, rate) * value(k)).reduce((a, b) => a + b, 0);

const rates = fc.double({ min: 0.001, max: 0.6, noNaN: true });
const sizes = fc.integer({ min: 0, max: 60 });

/** Pairs of which so many are bad on one side alone that the mean of Z is η. */
const shares = fc.double({ min: 0.001, max: 0.3, noNaN: true });
const borderline = fc
  .record({ eta: shares, legacy: shares })
  .map(({ eta, legacy }) => ({ eta, legacy, candidate: legacy + eta }));

describe('where its hypothesis just holds, an e-value is 1 on average, so Ville bounds the error by α', () => {
  it.each([
    ['F1', logRaise],
    ['F2', logTooBad],
    ['F3', (n: number, k: number, p: number) => logAgainstRate(n, k)(p)],
  ] as const)('%s', (_, logE) => {
    fc.assert(
      fc.property(sizes, rates, (n, rate) => {
        expect(meanOverBad(n, rate, (k) => Math.exp(logE(n, k, rate)))).toBeCloseTo(1, 6);
      }),
    );
  });

  it.each([
    ['F5', logNotWorse],
    ['F6', logWorse],
  ] as const)('%s', (_, logE) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), borderline, (pairs, { eta, legacy, candidate }) => {
        const mean = meanOverBad(pairs, legacy + candidate, (unlike) =>
          meanOverBad(unlike, candidate / (legacy + candidate), (candidateOnlyBad) =>
            Math.exp(logE({ pairs, candidateOnlyBad, legacyOnlyBad: unlike - candidateOnlyBad }, eta)),
          ),
        );
        expect(mean).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe('where its hypothesis just holds, a detector grows by 1 a tick on average, so A ticks pass to an alarm', () => {
  it('F4', () => {
    fc.assert(
      fc.property(sizes, sizes, rates, (before, judged, tau) => {
        fc.pre(judged > 0);
        const state = tickDetector(startDetector(tau), { judged: 60, turnedBad: before });
        const mean = meanOverBad(judged, tau, (turnedBad) =>
          detectorStatistic(tickDetector(state, { judged, turnedBad })),
        );
        expect(mean / (detectorStatistic(state) + 1)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('F6', () => {
    fc.assert(
      fc.property(
        borderline,
        fc.double({ min: -1, max: 1, noNaN: true }),
        ({ eta, legacy, candidate }, z) => {
          const state = tickWorse(startWorse(), z, eta);
          const after = (meanZ: number): number => worseStatistic(tickWorse(state, meanZ, eta));
          const mean = candidate * after(1) + legacy * after(-1) + (1 - candidate - legacy) * after(0);
          expect(mean / (worseStatistic(state) + 1)).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

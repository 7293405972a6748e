import { least } from './least.js';
import { logPower, logSumExp } from './logarithms.js';

const multiples = [0, 1 / 16, 1 / 8, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8] as const;
const logWeights = [0.4, ...Array.from({ length: 8 }, () => 0.075)].map((weight) => Math.log(weight));

/**
 * F1 (design: evidence §4): ln of the e-value against "the bad rate is τ or more".
 * The dial may rise when it reaches ln 1/α, at any time and however often one looks (Ville).
 * @param n entities compared, `k` of them bad; 0 ≤ k ≤ n
 * @param tau the threshold, 0 < τ < 1
 */
export function logRaise(n: number, k: number, tau: number): number {
  return logSumExp(
    multiples.map(
      (m, j) => (logWeights[j] ?? 0) + logPower(m, k) + logPower((1 - m * tau) / (1 - tau), n - k),
    ),
  );
}

/**
 * The least number of further clean entities with which F1 would pass; 0 if it passes already,
 * null if that would be more than can be counted.
 */
export const cleanPairsLeft = (n: number, k: number, tau: number, alpha: number): number | null =>
  least((more) => logRaise(n + more, k, tau) >= Math.log(1 / alpha));

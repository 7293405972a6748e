import { logPower, logSumExp } from './logarithms.js';

const multiples = [1.5, 2, 3, 4.5, 7, 10, 16, 25, 40, 64, 100, 160, 250, 400] as const;

/**
 * The thresholds at which F2's highest multiple reaches ½ and falls away above, greatest first.
 * Between two of them its bets keep their weights; at one of them exactly, ½ itself is the last bet.
 */
export const tooBadEdges: readonly number[] = multiples.map((multiple) => 0.5 / multiple);

/** The alternatives that F2 bets on above τ, and how much on each; the weights add up to 1. */
export function tooBadBets(tau: number): readonly { readonly q: number; readonly w: number }[] {
  const kept = multiples.map((multiple) => multiple * tau).filter((q) => q <= 0.5);
  if ((kept.at(-1) ?? 0) < 0.5) kept.push(Math.max(0.5, (1 + tau) / 2));
  const total = kept.reduce((sum, _, j) => sum + 1 / (j + 2), 0);
  return kept.map((q, j) => ({ q, w: 1 / (j + 2) / total }));
}

/**
 * F2 (design: evidence §4): ln of the e-value against "the bad rate is τ or less".
 * The route is too bad when it reaches ln 1/α.
 * @param n entities compared, `k` of them bad; 0 ≤ k ≤ n
 */
export function logTooBad(n: number, k: number, tau: number): number {
  return logSumExp(
    tooBadBets(tau).map(
      ({ q, w }) => Math.log(w) + logPower(q / tau, k) + logPower((1 - q) / (1 - tau), n - k),
    ),
  );
}

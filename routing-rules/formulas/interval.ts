import { bisect, logBeta, logPower } from './logarithms.js';

/** A confidence interval of a rate. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * F3 (design: evidence §4): for counts n and k, ln of the e-value against "the bad rate is p".
 * A Beta(½, ½) mixture; what it is below ln 1/α for is not refuted, at any look.
 * @param n entities compared, `k` of them bad; 0 ≤ k ≤ n
 */
export function logAgainstRate(n: number, k: number): (p: number) => number {
  const constant = logBeta(0.5 + k, 0.5 + n - k) - logBeta(0.5, 0.5);
  return (p) => constant - logPower(p, k) - logPower(1 - p, n - k);
}

/**
 * F3: K(n, k, α), the rates that are not refuted. All of [0, 1] while nothing was counted.
 * @param n entities compared, `k` of them bad; 0 ≤ k ≤ n
 * @param alpha error, 0 < α < 1
 */
export function rateInterval(n: number, k: number, alpha: number): Interval {
  if (n === 0) return { lower: 0, upper: 1 };
  const against = logAgainstRate(n, k);
  const inside = (p: number): boolean => against(p) < Math.log(1 / alpha);
  const estimate = k / n;
  return {
    lower: k === 0 ? 0 : bisect(0, estimate, inside),
    upper: k === n ? 1 : bisect(1, estimate, inside),
  };
}

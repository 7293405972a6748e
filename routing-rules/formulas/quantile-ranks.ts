import { logAgainstRate } from './interval.js';
import { leastBetween } from './least.js';

/**
 * F3 (design: evidence §4): the ranks of the order statistics between which the quantile p of n values lies,
 * valid at every look. Rank 1 is the smallest value, n the greatest; 0 stands for −∞ and n + 1 for +∞, where
 * there are too few values to bound it on that side.
 * @param n values, a whole number ≥ 0
 * @param p which quantile, 0 < p < 1
 * @param alpha error, 0 < α < 1
 */
export function quantileRanks(n: number, p: number, alpha: number): readonly [number, number] {
  const inside = (r: number): boolean => logAgainstRate(n, r)(p) < Math.log(1 / alpha);
  // In r the e-value falls up to here and rises after; its mean over the binomial r is 1, so here it is at most 1.
  const likeliest = Math.min(n, Math.floor(n * p + 0.5));
  return [leastBetween(-1, likeliest, inside), leastBetween(likeliest, n + 1, (r) => !inside(r))];
}

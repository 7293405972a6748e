/**
 * The least whole number at which a monotone condition holds, between `tooFew` (where it does not)
 * and `enough` (where it does).
 */
export function leastBetween(tooFew: number, enough: number, holds: (count: number) => boolean): number {
  let [outside, inside] = [tooFew, enough];
  while (inside - outside > 1) {
    const middle = Math.floor((outside + inside) / 2);
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** More than anyone will count; every whole number up to its double is still exact. */
const mostCounted = 1e15;

/**
 * The least whole number, 0 or more, from which on a monotone condition holds;
 * null if that would be more than can be counted (10¹⁵).
 */
export function least(holds: (count: number) => boolean): number | null {
  if (holds(0)) return 0;
  let enough = 1;
  while (!holds(enough)) {
    enough *= 2;
    if (enough > mostCounted) return null;
  }
  return leastBetween(Math.floor(enough / 2), enough, holds);
}

import type { Interval } from './interval.js';
import { bisect } from './logarithms.js';
import { logRaise } from './raise.js';
import { logTooBad, tooBadEdges } from './too-bad.js';

/**
 * The bounds of the bad rate that are shown beside the mismatch guard (design: evidence §4, "Shown bounds").
 * Upper is the least τ at which F1 passes, lower the greatest τ at which F2 fires, so that the picture follows
 * the verdict: F1 passes at τ exactly if upper ≤ τ, and where F2 fires at τ, lower ≥ τ. Where there is no such τ,
 * 1 and 0; all of [0, 1] while nothing was counted.
 * @param n entities compared, `k` of them bad; 0 ≤ k ≤ n
 * @param alpha error, 0 < α < 1: the route's, as in the guard
 */
export function shownBounds(n: number, k: number, alpha: number): Interval {
  if (n === 0) return { lower: 0, upper: 1 };
  const enough = Math.log(1 / alpha);
  return {
    lower: greatestTooBad(k / n, (tau) => logTooBad(n, k, tau) >= enough),
    upper: k === n ? 1 : bisect(k / n, 1, (tau) => logRaise(n, k, tau) >= enough),
  };
}

/** Relative; a few roundings away from an edge, so that it is surely on its upper side. */
const justAbove = 1 + 4 * Number.EPSILON;

/**
 * From the estimate up F2 never fires: what it bets on explains the counts worse than τ does. (Nor does F1 pass
 * from there down, and it grows with τ throughout.) Below, F2 falls as τ grows, but only between two edges: at
 * an edge a bet drops out, the others weigh more, and F2 may fire there again though it did not just below. So
 * each piece is looked at on its own, from above; the first that fires anywhere holds the greatest τ. Then just
 * under its edge may be a gap where F2 does not fire at τ although lower > τ. Measured for α ≤ 0.2, it is with a
 * handful of entities 28 % of τ wide under ⅓, 7 % under ¼, 4 % under the others; below ⅓, under 1 % with 1,000.
 * At the edge itself the same can be, where nearly every entity is bad: there no bet is above ½.
 */
function greatestTooBad(estimate: number, fires: (tau: number) => boolean): number {
  let above = estimate;
  for (const edge of tooBadEdges) {
    if (edge >= above) continue;
    const bottom = edge * justAbove;
    if (fires(bottom)) return bisect(above, bottom, fires);
    if (fires(edge)) return edge;
    above = edge;
  }
  return bisect(above, 0, fires);
}

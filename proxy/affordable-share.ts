/** What a route's shadow reads looked like since the last judgement. */
export interface Window {
  readonly seconds: number;
  /** Reads that found a place, and those that found none. */
  readonly admitted: number;
  readonly refused: number;
  /** Seconds that the last reads took, in any order. */
  readonly durations: readonly number[];
}

/** Places kept free, so that chance alone does not fill them. */
const headroom = 0.8;
const leastShare = 0.001;
const fastestRise = 1.5;

/**
 * The share of keys that can be read beside with so many places. By Little's law the places in use are
 * rate × time; sized for the p95 of the time rather than its mean (design: evidence §5), and above it
 * keys are left out. Falls at once and rises slowly, so that it does not swing.
 * @param share the share while the window was seen, in (0, 1]
 * @returns the next share, in [0.001, 1]
 */
export function affordableShare(share: number, places: number, seen: Window): number {
  const rateAtWhole = (seen.admitted + seen.refused) / seen.seconds / share;
  const needed = rateAtWhole * quantile95(seen.durations);
  const affordable = needed > 0 ? (places * headroom) / needed : 1;
  return Math.max(leastShare, Math.min(1, affordable, share * fastestRise));
}

function quantile95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0;
}

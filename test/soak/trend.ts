/** What became of a figure that was read each second. */
export interface Trend {
  /** Medians of the second and of the last fifth of the readings. */
  readonly early: number;
  readonly late: number;
  /** What the late one may be at most. */
  readonly allowed: number;
  readonly isFlat: boolean;
}

/** How far a figure may rise and still be called flat: a share of what it was, and something beside. */
export interface Allowance {
  readonly share: number;
  readonly beside: number;
}

/**
 * Judges whether a figure stays where it was. The second fifth stands for the beginning, for the first is
 * still warming up; medians, for a single reading says when a garbage collection was due and little else.
 */
export function judgeTrend(readings: readonly number[], { share, beside }: Allowance): Trend {
  const fifth = Math.max(1, Math.floor(readings.length / 5));
  const early = median(readings.slice(fifth, 2 * fifth));
  const late = median(readings.slice(-fifth));
  const allowed = early * (1 + share) + beside;
  return { early, late, allowed, isFlat: late <= allowed };
}

function median(readings: readonly number[]): number {
  const sorted = readings.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

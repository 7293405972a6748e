/** Pairs in which both sides were judged by the same measure: failed, or slower than a bound of their own. */
export interface PairedCounts {
  /** All pairs, at most one per entity and minute. */
  readonly pairs: number;
  /** Pairs that were bad on the candidate alone; with `legacyOnlyBad` at most `pairs`. */
  readonly candidateOnlyBad: number;
  /** Pairs that were bad on legacy alone. */
  readonly legacyOnlyBad: number;
}

/** λ: how much of what it has each bet on pairs stakes, least first (design: evidence §4, F5). */
export const stakes = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9] as const;

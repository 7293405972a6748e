/** Why a request that matched a route was not compared; the design's evidence §1. Each is a metric label. */
export const skipReasons = [
  'not-sampled',
  'overridden',
  'aborted',
  'conditional',
  'legacy-failed',
  'over-cap',
  'unsupported-coding',
  'too-deep',
  'too-big',
  'too-slow',
  'analysis-lost',
  'shed',
  'not-replayable',
  'version-mixed',
  'cursor',
  'retired',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Skips that say nothing against a route's coverage: decided before either answer was seen, or by the client. */
export const harmlessSkips: ReadonlySet<SkipReason> = new Set([
  'not-sampled',
  'not-replayable',
  'overridden',
  'aborted',
  'retired',
]);

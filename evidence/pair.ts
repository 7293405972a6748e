import type { Observation } from '../comparators/observation.js';
import type { SkipReason } from './skip-reason.js';
import type { Side } from './tally.js';

/** What one side answered, and in how many seconds. */
export interface TimedObservation {
  readonly observation: Observation;
  readonly duration: number;
}

/** Two observations of one request, on their way to the analyst. */
export interface Pair {
  readonly route: string;
  /** The unit of evidence: the key's value with its vary values. */
  readonly entity: string;
  /** The key's plain value. */
  readonly key: string;
  /** Method and path, without query. */
  readonly request: string;
  readonly servedBy: Side;
  readonly legacy: TimedObservation;
  readonly candidate: TimedObservation;
  /** The edition of banyan.yaml that served the request: its rules examine the pair, its evidence counts it. */
  readonly edition?: number | undefined;
}

/** Why two observations cannot be compared; undefined when they can (design: evidence §1). */
export function whyNotComparable(legacy: Observation, live: Observation): SkipReason | undefined {
  if (live.kind === 'answer' && (live.status === 304 || live.status === 206)) return 'conditional';
  if (legacy.kind === 'failure') return 'legacy-failed';
  const noOpinion = legacy.status >= 500 || legacy.status === 408 || legacy.status === 429;
  return noOpinion ? 'legacy-failed' : undefined;
}

import type { Answer, Failure, Observation } from '../comparators/observation.js';
import type { Again } from './settling/rereader.js';
import type { SkipReason } from './skip-reason.js';
import type { PairTrace } from './tracing/span.js';
import type { Side } from './tally.js';

/** What one side answered, and in how many seconds. */
export interface TimedObservation<Observed = Observation> {
  readonly observation: Observed;
  readonly duration: number;
}

/** Two observations of one request, on their way to the analyst. */
export interface Pair<Observed = Observation> {
  readonly route: string;
  /** The unit of evidence: the key's value with its vary values. */
  readonly entity: string;
  /** The key's plain value. */
  readonly key: string;
  /** Method and path, without query. */
  readonly request: string;
  readonly servedBy: Side;
  readonly legacy: TimedObservation<Observed>;
  readonly candidate: TimedObservation<Observed>;
  /** The edition of banyan.yaml that served the request: its rules examine the pair, its evidence counts it. */
  readonly edition?: number | undefined;
  /** How to ask both sides again; undefined where that is not needed, or not possible. */
  readonly again?: Again | undefined;
  /** Of equal bodies legacy's came all the same, as one of a sample of one entity in 2^sampleLevel. */
  readonly sampleLevel?: number | undefined;
  /** The trace of its request; undefined where nobody made one. */
  readonly trace?: PairTrace | undefined;
}

/** An observation as the data plane has it. */
export type RawObservation = RawAnswer | Failure;
/** An answer that nobody has taken apart or put together yet. */
export interface RawAnswer extends Omit<Answer, 'headers' | 'body'> {
  /** Header names and values by turns, as they stood on the wire. */
  readonly headers: readonly string[];
  /** The body in the pieces that it came in; `null` where both bodies are known to be equal. */
  readonly body: Pieces | null;
}
/** Bytes in the pieces that they came in: to join them would be to copy them once more. */
export type Pieces = readonly Uint8Array[];
/** A pair that has not crossed to the analyst yet. */
export type RawPair = Pair<RawObservation>;

/** Why two observations cannot be compared; undefined when they can (design: evidence §1). */
export function whyNotComparable(
  legacy: RawObservation,
  candidate: RawObservation,
  servedFirst: Side,
): SkipReason | undefined {
  const live = servedFirst === 'legacy' ? legacy : candidate;
  if ([legacy, candidate].some((one) => one.kind === 'failure' && one.reason === 'exhausted')) return 'shed';
  if (live.kind === 'answer' && (live.status === 304 || live.status === 206)) return 'conditional';
  if (legacy.kind === 'failure') return 'legacy-failed';
  const noOpinion = legacy.status >= 500 || legacy.status === 408 || legacy.status === 429;
  return noOpinion ? 'legacy-failed' : undefined;
}

import type fc from 'fast-check';
import type { Comparison } from '../../comparators/difference.js';

/** What became of one case that held. */
export interface Outcome {
  readonly verdict: Comparison['verdict'];
  /** Why it was unreadable. */
  readonly reason?: string;
  /** True where the rules leave open what must be said, so that less was checked. */
  readonly unclear?: boolean;
}

/** One way to look for what must not be: cases to draw, and what must hold of each. */
export interface Exploration<T> {
  readonly name: string;
  readonly drawn: fc.Arbitrary<T>;
  /** @throws Error that says what does not hold */
  readonly judge: (one: T) => Outcome;
  /** The case, so that a person can try it. */
  readonly show: (one: T) => string;
}

/** An exploration whose cases only it can read. */
export interface AnyExploration {
  readonly name: string;
  examine(seed: number): Outcome | Fault;
  /** The case of a seed as it was drawn, unjudged. */
  show(seed: number): string;
}

/** What does not hold, of the smallest case that was found. */
export interface Fault {
  readonly fault: string;
  readonly shown: string;
}

/** The outcome of a comparison. */
export function outcomeOf(comparison: Comparison): Outcome {
  const { verdict } = comparison;
  return verdict === 'unreadable' ? { verdict, reason: comparison.why.reason } : { verdict };
}

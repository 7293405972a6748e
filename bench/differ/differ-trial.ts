import type { Answer } from './answer.js';
import type { DifferName } from './contenders.js';
import type { Documents, Situation, Size } from './documents.js';

/** Two documents of one size in one situation, for several contenders in turn. */
export interface DifferTrial {
  readonly name: string;
  readonly size: Size;
  readonly situation: Situation;
  readonly contenders: readonly { readonly name: DifferName }[];
}

/** One contender at work for a while, as often as it could. */
export interface DifferRound {
  readonly runs: number;
  /** For all runs together. */
  readonly milliseconds: number;
  /** What the last run found; left out by what gives no answer. */
  readonly answer?: Answer;
}

/** All that was measured of a contender in a trial. */
export interface DifferStanding {
  readonly contender: DifferName;
  readonly rounds: readonly DifferRound[];
  /** Why it was measured no further: it took too long, or too much memory. */
  readonly gaveUp: string | undefined;
  /** Peak of resident memory in bytes; undefined where that cannot be read. */
  readonly peak: number | undefined;
}

/** A trial that was run. */
export interface DifferResult {
  readonly trial: DifferTrial;
  /** What there was to be compared. */
  readonly documents: Documents;
  readonly standings: readonly DifferStanding[];
}

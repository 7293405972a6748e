import type { Difference, DifferenceKind, Note } from '../comparators/difference.js';
import type { IgnoredField } from './ignored-book.js';
import type { MismatchClass } from './mismatch-class.js';
import type { SampledSide } from './scorecard.js';
import type { SkipReason } from './skip-reason.js';

export type Side = 'legacy' | 'candidate';

/** The route name under which requests are counted that no route matched. */
export const passthroughRoute = '(passthrough)';

/** What the data plane counted since it last told: sums, so tallies may be merged in any order. */
export interface Tally {
  readonly requests: readonly { route: string; servedBy: Side; code: string; count: number }[];
  /** Total times in seconds, one for each answer read to its end. */
  readonly durations: readonly { route: string; side: Side; seconds: readonly number[] }[];
  readonly failures: readonly { route: string; side: Side; reason: string; count: number }[];
  readonly fallbacks: readonly { route: string; reason: string; count: number }[];
  /** Requests that ended without a comparison. */
  readonly skipped: readonly { route: string; reason: SkipReason; count: number }[];
  /** Whose requests these were; of the edition that serves now if it is not said, or not known any more. */
  readonly edition?: number | undefined;
}

/** What became of one pair that the analyst was given; exactly one finding for each pair. */
export type Finding = {
  readonly route: string;
  /** The entity's key with its vary values: the unit of evidence. */
  readonly entity: string;
  /** The pair's. */
  readonly edition?: number | undefined;
} & (
  | {
      readonly verdict: 'match';
      /** What rules silenced in it. */
      readonly ignored?: readonly IgnoredField[] | undefined;
    }
  | {
      readonly verdict: 'skipped';
      readonly reason: SkipReason;
      /** What was wrong, where the reason leaves that open; quotes nothing of the answers. */
      readonly detail?: string | undefined;
    }
  | {
      readonly verdict: 'mismatch';
      /** The worst class of its differences. */
      readonly class: MismatchClass;
      /** The route key's plain value. */
      readonly key: string;
      readonly fields: readonly {
        readonly pattern: string;
        readonly kind: DifferenceKind;
        readonly class: MismatchClass;
      }[];
      readonly ignored?: readonly IgnoredField[] | undefined;
      /** Redacted; null when enough samples of this kind were kept already. */
      readonly sample: {
        readonly request: string;
        readonly servedBy: Side;
        readonly differences: readonly Difference[];
        readonly ignored: readonly Difference[];
        readonly notes: readonly Note[];
        readonly legacy: SampledSide;
        readonly candidate: SampledSide;
      } | null;
    }
);

/** Who listens while outcomes are counted: the ledger, the metrics. Never throws, never waits. */
export interface Counted {
  traffic(tally: Tally): void;
  finding(finding: Finding): void;
}

import type { CensusField } from '../comparators/census/census.js';
import type { Difference, DifferenceKind, Note } from '../comparators/difference.js';
import type { IgnoredField } from './ignored-book.js';
import type { MismatchClass } from './mismatch-class.js';
import type { SampledSide } from './scorecard.js';
import type { SkipReason } from './skip-reason.js';
import type { UnsettledReason } from './unsettled-reason.js';

export type Side = 'legacy' | 'candidate';

/** The route name under which requests are counted that no route matched. */
export const passthroughRoute = '(passthrough)';

/** How one side's read of a request did. */
export interface ReadTimes {
  /** It gave no answer, one with 5xx, or not a whole one; never because it was given up here. */
  readonly failed: boolean;
  /** Seconds to its first byte; absent when there was none. */
  readonly head?: number;
  /**
   * Seconds in all, without the time for which a slow client, or a fallback not yet decided, held it back. Of
   * one that failed until it did, 0 where it was not even asked.
   */
  readonly total: number;
  /**
   * It was given up here, and takes `total` at least: since the client went away, whatever it would have come to; or
   * since it had begun, and nobody needed the rest.
   */
  readonly open?: 'client-left' | 'enough';
}

/**
 * How both sides did in one request, whatever was made of their answers: at most one request of an entity in
 * a minute, chosen before either was asked (design: evidence §4, F5).
 */
export interface PairedTimes {
  readonly legacy: ReadTimes;
  readonly candidate: ReadTimes;
}

/**
 * The slowest read of a side since the last tally whose trace somebody keeps: Banyan, where it traces and the trace is
 * sampled, else the client, which says so by the sampled flag of its `traceparent`.
 */
export interface DurationExample {
  /** 32 hexadecimal digits, lower case. */
  readonly trace: string;
  /** How long that read took; it is counted among the durations as well. */
  readonly seconds: number;
}

/** What the data plane counted since it last told: sums, so tallies may be merged in any order. */
export interface Tally {
  readonly requests: readonly { route: string; servedBy: Side; code: string; count: number }[];
  /** Total times in seconds, one for each answer read to its end; with one that can be looked up, if there is any. */
  readonly durations: readonly {
    route: string;
    side: Side;
    seconds: readonly number[];
    example?: DurationExample | undefined;
  }[];
  readonly failures: readonly { route: string; side: Side; reason: string; count: number }[];
  readonly fallbacks: readonly { route: string; reason: string; count: number }[];
  /** Requests that nobody can be assigned by, and legacy answers although the share is above 0. */
  readonly withoutStickyKey: readonly { route: string; count: number }[];
  /** Requests that ended without a comparison. */
  readonly skipped: readonly { route: string; reason: SkipReason; count: number }[];
  /** Errors and latency of both sides, to be compared pair by pair; bounded, what is beyond is left out. */
  readonly paired: readonly { route: string; pairs: readonly PairedTimes[] }[];
  /** Whose requests these were; of the edition that serves now if it is not said, or not known any more. */
  readonly edition?: number | undefined;
}

/** Nothing was counted. */
export const emptyTally: Tally = {
  requests: [],
  durations: [],
  failures: [],
  fallbacks: [],
  withoutStickyKey: [],
  paired: [],
  skipped: [],
};

/** A difference of a pair, by where and how. */
export interface FoundField {
  readonly pattern: string;
  readonly kind: DifferenceKind;
}

/** A difference whose class is known. */
export interface ClassedField extends FoundField {
  readonly class: MismatchClass;
  /** It healed, but only past freshness: bad for the evidence all the same (design: evidence §2). */
  readonly late?: boolean | undefined;
  /** The pair did not show it: it was found while others of its differences settled. */
  readonly beside?: boolean | undefined;
}

/**
 * What became of one pair that the analyst was given: exactly one finding for each pair, and for one that
 * settles a further one, once its class is known, before which it may be told to be bad for certain.
 */
export type Finding = {
  readonly route: string;
  /** The entity's key with its vary values: the unit of evidence. */
  readonly entity: string;
  /** The pair's. */
  readonly edition?: number | undefined;
  /** What it shows of legacy's fields; of one comparison in several only. */
  readonly census?: readonly CensusField[] | undefined;
  /** Kinds of rules that forgave in it what a client of the candidate would see. */
  readonly forgiven?: readonly string[] | undefined;
} & (
  | {
      readonly verdict: 'match';
      /**
       * Both sides refused alike, with 4xx: whatever was asked for, no entity was compared. The request counts, what
       * it named does not: anybody can ask for ids that there are not.
       */
      readonly ofNoEntity?: true | undefined;
      /** What rules silenced in it. */
      readonly ignored?: readonly IgnoredField[] | undefined;
    }
  | {
      readonly verdict: 'skipped';
      readonly reason: SkipReason;
      /** What was wrong, where the reason leaves that open; quotes nothing of the answers. */
      readonly detail?: string | undefined;
    }
  | (Differing & {
      readonly verdict: 'mismatch';
      /** The worst class of its differences. */
      readonly class: MismatchClass;
      /** Of `unsettled` alone. */
      readonly why?: UnsettledReason | undefined;
      readonly fields: readonly ClassedField[];
    })
  | (Differing & {
      /** Both sides are read again until its class is known; a `settled` of the same name follows. */
      readonly verdict: 'settling';
      readonly suspect: string;
      readonly fields: readonly FoundField[];
    })
  | {
      /** It is bad for certain; a `settled` of the same name follows, and says what it is called. */
      readonly verdict: 'confirmed';
      readonly suspect: string;
      readonly key: string;
    }
  | {
      readonly verdict: 'settled';
      readonly suspect: string;
      readonly key: string;
      readonly class: MismatchClass;
      /** Of `unsettled` alone. */
      readonly why?: UnsettledReason | undefined;
      readonly fields: readonly ClassedField[];
      /** Seconds that the candidate lagged, one for each difference that healed; none where legacy was behind. */
      readonly lags: readonly number[];
      /** What each reading of both sides saw; none where they were never read again. */
      readonly looks?: readonly SettleLook[] | undefined;
    }
);

/** What was seen when both sides of a suspect were read again (design: evidence §2, settling). */
export type SettleLook = {
  /** Seconds since it began to be looked at. */
  readonly after: number;
} & (
  | { readonly saw: 'same'; readonly statuses: SeenStatuses }
  | {
      readonly saw: 'differs';
      readonly statuses: SeenStatuses;
      /** Of what differed in the pair, what still did. */
      readonly differing: readonly FoundField[];
    }
  /** A side was not asked, or did not answer. */
  | { readonly saw: 'nothing'; readonly why: UnsettledReason }
);

/** What both sides answered with. */
interface SeenStatuses {
  readonly legacy: number;
  readonly candidate: number;
}

/** What every pair that differs tells. */
interface Differing {
  /** The route key's plain value. */
  readonly key: string;
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
    /** By which it is kept and shown; a suspect's is kept by the suspect's name. */
    readonly id: string;
    /** The trace of its request: 32 hexadecimal digits, lower case. */
    readonly trace?: string | undefined;
  } | null;
}

/** Who listens while outcomes are counted: the ledger, the metrics. Never throws, never waits. */
export interface Counted {
  traffic(tally: Tally): void;
  finding(finding: Finding): void;
}

import type { Difference, DifferenceKind, Note } from '../comparators/difference.js';
import type { HeaderLine } from '../comparators/observation.js';
import type { Position, Stage } from '../routing-rules/dial.js';
import type { GuardFinding } from '../routing-rules/guards.js';
import type { ClassCounts, MismatchClass } from './mismatch-class.js';
import type { SkipReason } from './skip-reason.js';

/** Quantiles in seconds; null while nothing was measured. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Where the dial would go next and what is missing for it; null when there is nowhere to go. */
export interface NextStep extends Position {
  readonly allowed: boolean;
  /** Sentences, one for each guard that does not pass. */
  readonly missing: readonly string[];
}

/** A comparison that failed in a way which the reason it was skipped for does not tell. */
export interface LastSkip {
  readonly reason: SkipReason;
  readonly detail: string;
  readonly time: string;
}

/** Everything that is told about one route: `GET /api/v1/routes/{r}`. Seconds and ratios 0–1. */
export interface Scorecard {
  readonly name: string;
  readonly stage: Stage;
  readonly share: number;
  readonly revision: number;
  readonly held: boolean;
  readonly forced: boolean;
  /** Requests that matched the route and have ended: compared + skipped. */
  readonly requests: number;
  readonly compared: number;
  readonly matched: number;
  readonly mismatched: ClassCounts;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** The last of its kind since this process began. */
  readonly lastSkip: LastSkip | null;
  readonly settling: number;
  /** Distinct entities compared, and those bad at least once. */
  readonly entities: { readonly compared: number; readonly bad: number };
  /** Share of entities that are bad, with its confidence interval (F3). */
  readonly rate: {
    readonly estimate: number | null;
    readonly lower: number;
    readonly upper: number;
    readonly confidence: number;
  };
  /** The mismatch rate the route must be proven to stay below. */
  readonly threshold: number;
  /** Further clean entities until the mismatch guard would pass; null when no number of them would do. */
  readonly cleanPairsLeft: number | null;
  readonly guards: readonly GuardFinding[];
  readonly lag: Quantiles;
  readonly latency: { readonly legacy: Quantiles; readonly candidate: Quantiles };
  readonly next: NextStep | null;
  readonly lastChange: AuditEntry | null;
}

/** One pattern that differs: a row of `GET …/fields`. */
export interface FieldRow {
  readonly pattern: string;
  readonly kind: DifferenceKind;
  /** Comparisons of the route in which this pattern could have differed. */
  readonly compared: number;
  /** Comparisons in which it did. */
  readonly mismatched: number;
  readonly classes: ClassCounts;
  /** Stable name of (pattern, kind). */
  readonly fingerprint: string;
  readonly state: 'new' | 'known' | 'fixed' | 'reopened';
  /** RFC 3339 instants. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Id of a kept sample that shows it; null when none is kept any more. */
  readonly sample: string | null;
}

/** One entity with at least one difference of a class: a row of `GET …/entities`. */
export interface EntityRow {
  readonly key: string;
  readonly class: MismatchClass;
  readonly patterns: readonly string[];
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** One side of a kept sample, redacted. `body` is the decoded value, or text when it is not JSON. */
export type SampledSide =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: readonly HeaderLine[];
      readonly body: unknown;
      /** Total time in seconds. */
      readonly duration: number;
    }
  | { readonly kind: 'failure'; readonly reason: string; readonly detail: string; readonly duration: number };

/** A kept comparison that shows a mismatch, redacted before it was kept. */
export interface Sample {
  readonly id: string;
  readonly route: string;
  readonly time: string;
  readonly class: MismatchClass;
  /** The entity's key, and the request as `GET /path` without its query values. */
  readonly key: string;
  readonly request: string;
  readonly servedBy: 'legacy' | 'candidate';
  readonly differences: readonly Difference[];
  readonly ignored: readonly Difference[];
  /** What a reader of the differences should know; samples of earlier versions have none. */
  readonly notes?: readonly Note[];
  readonly legacy: SampledSide;
  readonly candidate: SampledSide;
}

/** One change of a dial, and the evidence it was made on. `hash` covers every other member. */
export interface AuditEntry {
  readonly id: number;
  readonly time: string;
  readonly actor: string;
  readonly role: string;
  readonly reason: string;
  readonly route: string;
  readonly action: string;
  readonly from: Position;
  readonly to: Position;
  readonly forced: boolean;
  readonly evidence: unknown;
  readonly previous: string;
  readonly hash: string;
}

import type { Difference, DifferenceKind, Note } from '../comparators/difference.js';
import type { HeaderLine } from '../comparators/observation.js';
import type { Position, Stage } from '../routing-rules/dial.js';
import type { RolledBack } from '../routing-rules/dial.js';
import type { GuardFinding, Left } from '../routing-rules/guards/guard.js';
import type { CoverageField, CoverageSummary, Standing } from './coverage-book.js';
import type { ClassCounts, MismatchClass } from './mismatch-class.js';
import type { KnownSides } from './side-versions.js';
import type { SkipReason } from './skip-reason.js';
import type { ClassedField, SettleLook, Side } from './tally.js';
import type { UnsettledReason } from './unsettled-reason.js';

/** Quantiles in seconds; null while nothing was measured. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** What one guard found, and how long it will take at the pace of the last quarter of an hour. */
export interface ToldGuard extends Omit<GuardFinding, 'left'> {
  /**
   * What is left of it if nothing bad comes any more; `seconds` null while its pace is not known, and where the guard
   * fails: what is bad stays bad, and nobody can say how many more there are.
   */
  readonly left: (Left & { readonly seconds: number | null }) | null;
}

/** Where the dial would go next and what is missing for it. */
export interface NextStep extends Position {
  readonly allowed: boolean;
  /** Sentences: one for each guard that does not pass, or the one reason that no force overcomes. */
  readonly missing: readonly string[];
  /** Only guards are missing: an admin's force overcomes them. Never while the dial is held, frozen or latched. */
  readonly yieldsToForce: boolean;
  /**
   * When it may rise at the earliest, and because of what, at the pace of the last quarter of an hour; null where
   * nobody knows, and where a guard fails.
   */
  readonly earliest: { readonly at: string; readonly because: string } | null;
}

/** A comparison that failed in a way which the reason it was skipped for does not tell. */
export interface LastSkip {
  readonly reason: SkipReason;
  readonly detail: string;
  readonly time: string;
}

/** Where each side's version comes from, as people read it; null where deploys of it cannot be seen. */
export type VersionsFrom = { readonly [S in Side]: string | null };

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
  /** Of the `stale` ones those that healed only past freshness, which is bad. */
  readonly late: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** The last of its kind since this process began. */
  readonly lastSkip: LastSkip | null;
  /** Comparisons that differ and whose class is not known yet. */
  readonly settling: number;
  /** Why the class of those that are `unsettled` was never known. */
  readonly unsettled: Readonly<Partial<Record<UnsettledReason, number>>>;
  /** What would settle more of them; null where nothing is known to. */
  readonly unsettledHint: string | null;
  /** The versions that the evidence is of; null for a side that tells none, or was not read yet. */
  readonly versions: KnownSides;
  readonly versionsFrom: VersionsFrom;
  /** Which attempt on this version of the candidate the evidence is, 1 for the first: each further one must prove more. */
  readonly attempt: number;
  /** Distinct entities compared, and those bad at least once. */
  readonly entities: { readonly compared: number; readonly bad: number };
  /** The share of requests that are bad, by one drawn from every ten seconds; at the confidence of `rate`. */
  readonly traffic: {
    readonly draws: number;
    readonly bad: number;
    readonly estimate: number | null;
    readonly lower: number;
    readonly upper: number;
  };
  /** The same since the dial was last turned. */
  readonly step: {
    readonly entities: { readonly compared: number; readonly bad: number };
    readonly draws: number;
    readonly bad: number;
  };
  /** Share of entities that are bad, with the bounds that no guard contradicts (design: evidence §4, Shown bounds). */
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
  /** None once the route is retired: nothing is compared any more. */
  readonly guards: readonly ToldGuard[];
  /** What keeps the dial from coming down by itself now, as sentences; none where nothing does, or nothing could. */
  readonly blindSpots: readonly string[];
  /** How long the candidate lagged where it caught up. */
  readonly lag: Quantiles;
  readonly latency: { readonly legacy: Quantiles; readonly candidate: Quantiles };
  /** How much of legacy's contract is proven, in short. */
  readonly coverage: CoverageSummary;
  /** The shares that the dial climbs by, rising; ratios. */
  readonly plan: readonly number[];
  /** Null when there is nowhere to go: without a candidate, and from live on. */
  readonly next: NextStep | null;
  /** Whether legacy may be retired, which is nobody's next step but an operator's word; null where the route is not live. */
  readonly retiring: NextStep | null;
  /**
   * Whether the dial rises by itself once it may: `manual` by hand alone; `after-acknowledge` where somebody took it
   * back by hand, whom nobody overrules.
   */
  readonly raise: 'auto' | 'manual' | 'after-acknowledge';
  /** A rollback that has not been answered for; null where there is none. */
  readonly rolledBack: RolledBack | null;
  /** Seconds that the dial has stood where it does, with somebody watching. */
  readonly dwelt: number;
  readonly lastChange: AuditEntry | null;
}

/** A field of legacy's, and how it stands. */
export type CoverageRow = CoverageField & { readonly standing: Standing };

/** How much of a route was compared: `GET …/coverage`. */
export interface Coverage {
  /** Comparisons whose fields were looked at: the first ones, then a sample. */
  readonly censuses: number;
  /** What legacy's answers have, what is not proven first. */
  readonly fields: readonly CoverageRow[];
  /** Distinct entities compared. */
  readonly entities: number;
  /** Requests that should have been compared: compared + skipped. */
  readonly eligible: number;
  readonly compared: number;
  /** Those skipped for reasons that count against the route. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Those that were never to be compared: sampled out, overridden, given up by the client. */
  readonly harmless: Readonly<Partial<Record<SkipReason, number>>>;
  /** Comparisons by hour of the day, UTC, from midnight: 24 counts. */
  readonly hours: readonly number[];
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

/** Why the two answers of a sample differ, where it is known yet. */
export type SampleClass = MismatchClass | 'settling';

/** What became of each difference of a sample, and what was seen on the way. */
export interface SettledSample {
  readonly fields: readonly ClassedField[];
  /** Of `unsettled` alone. */
  readonly why?: UnsettledReason | undefined;
  readonly looks: readonly SettleLook[];
}

/** A kept comparison that shows a mismatch, redacted before it was kept. */
export interface Sample {
  readonly id: string;
  readonly route: string;
  readonly time: string;
  readonly class: SampleClass;
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
  /** The trace of its request: 32 hexadecimal digits, lower case; samples of earlier versions have none. */
  readonly trace?: string | undefined;
  /** How its class was found out; absent while it settles, and where it was known at once. */
  readonly settled?: SettledSample | undefined;
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

import type { PairedCounts } from '../formulas/paired.js';
import type { FieldsCovered } from './coverage.js';
import type { Proof } from './proof.js';

/** What a guard says: `pass` lets the dial rise, `hold` cannot decide, `fail` says it must not. */
export type Verdict = 'pass' | 'hold' | 'fail';

/** What one guard found, with a sentence for people. */
export interface GuardFinding {
  readonly name: string;
  readonly verdict: Verdict;
  readonly detail: string;
  /** The e-values that the verdict rests on, each with what it was computed from: the audit can repeat them. */
  readonly proofs: readonly Proof[];
  /** What would make it pass if nothing bad came any more; null where that cannot be counted. */
  readonly left: Left | null;
}

/** How many more of something a guard waits for. */
export interface Left {
  readonly count: number;
  readonly of: 'entities' | 'draws' | 'pairs' | 'seconds';
}

/** How one detector stands: what it has come to, what it stays below while all is well, and where it alarms. */
export interface DetectorReading {
  readonly name: string;
  readonly statistic: number;
  readonly quietBelow: number;
  readonly alarmsAt: number;
}

/** Distinct entities compared, and those bad at least once. */
export interface CountedEntities {
  readonly compared: number;
  readonly bad: number;
}

/** How both sides compare at one quantile of latency. */
export interface LatencyEvidence extends PairedCounts {
  /** Pairs in which both were bad. */
  readonly bothBad: number;
  /** Seconds: legacy's quantile over the window before this one; null while that had too few pairs. */
  readonly reference: number | null;
  /** Seconds until the window is over by which the next one is judged. */
  readonly windowLeft: number;
  /** Pairs timed, and those in which the candidate took longer than the guard's `max`. */
  readonly timed: number;
  readonly overMax: number;
}

/** The evidence that the guards look at: of what was compared since the dial was last turned, where not said otherwise. */
export interface GuardEvidence {
  readonly entities: CountedEntities;
  /** Entities that lagged past freshness at least once. */
  readonly late: number;
  /** One comparison drawn from every ten seconds: how often clients would have met what is bad. */
  readonly draws: { readonly draws: number; readonly bad: number };
  /** Those from a quarter of the dwell on, bad or of an entity that was never compared before. */
  readonly lateDraws: { readonly draws: number; readonly badOrNew: number };
  /**
   * Distinct entities that the route is known to have: those under this evidence key at all, or as many as there were
   * when it left shadow as one that has few, if that is more.
   */
  readonly met: number;
  /** Requests compared, of these `unsettled`, and those whose skip counts against the route. */
  readonly compared: number;
  readonly unsettled: number;
  readonly dropped: number;
  /**
   * Why most of the evidence's comparisons are unsettled, and most of its requests dropped; null where none is. For
   * words alone: no verdict rests on it, and entries of the audit may lack it.
   */
  readonly mostly?: { readonly unsettled: string | null; readonly dropped: string | null } | undefined;
  /** How the fields of legacy's answers stand; null while nothing is known of them. */
  readonly fields: FieldsCovered | null;
  /** Kinds of rules that forgave a difference which a client of the candidate would see. */
  readonly forgiven: readonly string[];
  readonly errors: PairedCounts;
  /** By the name of the quantile, `p95`. */
  readonly latency: Readonly<Record<string, LatencyEvidence>>;
  readonly detectors: readonly DetectorReading[];
  /** Seconds that the dial stands where it does, as far as somebody watched. */
  readonly dwelt: number;
  /** Seconds since anything was compared; null when nothing was since this process began. */
  readonly sinceCompared: number | null;
  /** The route left shadow because its draws proved that it has hardly any further entities. */
  readonly fewEntities: boolean;
}

/** One guarded quantile of latency. */
export interface LatencyRule {
  /** `p95`, and the same as a ratio. */
  readonly name: string;
  readonly quantile: number;
  /** How much slower than legacy's quantile is bad, as a ratio of it; null where only `max` counts. */
  readonly worseBy: number | null;
  /** Seconds that the candidate's quantile must stay below, whatever legacy takes; null for none. */
  readonly max: number | null;
  /** η: by how many points more often than legacy the candidate may be bad. */
  readonly margin: number;
}

/** A rollback that keeps the dial from rising. */
export interface RollbackStanding {
  /** `rolled back at … because …`. */
  readonly told: string;
  /** Seconds until it has cooled down. */
  readonly coolsFor: number;
  /** Somebody has seen why, or another candidate answers now that was not being deployed when the dial came down. */
  readonly answeredFor: boolean;
}

/** The thresholds of a route. */
export interface GuardSettings {
  /** These rules and this candidate are still to prove what leaving shadow asks for, wherever the dial stands. */
  readonly leavesShadow: boolean;
  /** τ: the mismatch rate to be proven not reached. */
  readonly below: number;
  /** The same of requests, for leaving shadow. */
  readonly traffic: number;
  /** α: the error that is accepted when saying so, of a first attempt and of this one. */
  readonly firstAlpha: number;
  readonly alpha: number;
  /** Least number of entities. */
  readonly keys: number;
  /** Largest share of requests that may go uncompared. */
  readonly dropped: number;
  /** η of errors: by how many points more often than legacy the candidate may fail. */
  readonly errors: number;
  readonly latency: readonly LatencyRule[];
  /** Share of entities that must never lag past freshness; null for no such guard. */
  readonly within: number | null;
  /** Clients have agreed to the candidate's shape, whatever rules forgive of it. */
  readonly shapeAccepted: boolean;
  /** Seconds that the dial must stand where it does. */
  readonly dwell: number;
  /** The route is live: to stand there is its soak. */
  readonly soaks: boolean;
  /** What a rollback left behind; null where there was none. */
  readonly rollback: RollbackStanding | null;
}

/** A condition on evidence: evidence in, verdict and sentence out. To add one, write it and list it in `guards.ts`. */
export type Guard = (evidence: GuardEvidence, settings: GuardSettings) => readonly GuardFinding[];

import type { AlarmGrounds } from '../routing-rules/alarm.js';
import type { TurnAction } from '../routing-rules/dial-table.js';
import type { Stage } from '../routing-rules/dial.js';
import type { UnsealedEntry } from './audit-chain.js';
import type { EvidenceRow } from './earlier-desk.js';
import type { Pace } from './history/history-book.js';
import type { HistoryAsked, RouteHistory } from './history/route-history.js';
import type { IgnoredRow } from './ignored-book.js';
import type { Inquire } from './inquiry.js';
import type { MismatchClass } from './mismatch-class.js';
import type { AuditEntry, Coverage, EntityRow, FieldRow, Sample, Scorecard } from './scorecard.js';
import type { AuditFilter, Forgotten } from './store/evidence-store.js';

/** A person who acts, and in which role. Roles are ordered: viewer < operator < admin. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
}
/** Banyan itself, where the evidence turns a dial. */
export const controller = { name: 'banyan', role: 'controller' } as const;
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What somebody asks of a dial; every change needs a reason. */
export type DialRequest = {
  readonly reason: string;
  /** The revision the asker saw; a change made since then refuses the request. */
  readonly revision?: number | undefined;
  /** Raise against the guards: admins only, and marked as forced. */
  readonly force?: boolean | undefined;
  /** What brings the dial down by itself; nobody but the controller tells any. */
  readonly grounds?: AlarmGrounds | undefined;
} & (
  | {
      readonly action: 'turn';
      readonly stage?: Stage | undefined;
      /** Ratio 0–1. */
      readonly share?: number | undefined;
    }
  | { readonly action: TurnAction }
);

/** What became of a request: the changed route with its audit entry, or a refusal with its way out. */
export type DialOutcome =
  | { readonly kind: 'changed'; readonly route: Scorecard; readonly entry: AuditEntry }
  | Refusal;

/** What a turn would come to if it were asked for now: exactly what the audit would keep of it, or a refusal. */
export type WouldTurn = { readonly kind: 'would'; readonly entry: UnsealedEntry } | Refusal;

/** Why something was not done. */
export interface Refusal {
  readonly kind: 'refused';
  /** unknown-route 404 · conflict 409 (another revision) · forbidden-by-guards 409 · not-possible 409 · not-allowed 403 · unavailable 503 */
  readonly why:
    | 'unknown-route'
    | 'conflict'
    | 'forbidden-by-guards'
    | 'not-possible'
    | 'not-allowed'
    | 'unavailable';
  /** What, why, and the way out. */
  readonly detail: string;
}

/** That what is kept of an entity be deleted. The reason stays in the audit for good: it should not name it. */
export interface ForgetRequest {
  /** The key as it is, or as the mark by which it is told where it is hidden. */
  readonly key: string;
  readonly reason: string;
}

/** What became of it: how many samples and listed rows were deleted, with the audit entry; null when none were. */
export type ForgetOutcome =
  | ({ readonly kind: 'forgotten'; readonly entry: AuditEntry | null } & Forgotten)
  | Refusal;

/** Where a route stands, and how much of it was compared: enough to see that something changed. */
export type RouteSummary = Pick<Scorecard, 'name' | 'stage' | 'share' | 'revision' | 'compared'>;

/** Everything the dashboards may read. All answers are bounded and already redacted. */
export interface EvidenceDesk {
  routes(): readonly Scorecard[];
  /** The same in short, at next to no cost. */
  summaries(): readonly RouteSummary[];
  /** How fast requests come, over the last ten seconds; null in the first of this process. */
  pace(): Pace | null;
  /** Undefined when no such route is configured. */
  route(name: string): Scorecard | undefined;
  /** Patterns that differ, most mismatched first, and after them those that are fixed. */
  fields(route: string): readonly FieldRow[];
  /** The evidence of a route under all its keys: what counts now, and after it what compared last, bounded. */
  evidences(route: string): Promise<readonly EvidenceRow[]>;
  /**
   * What differed under another evidence key of the route, as {@link fields} tells it; undefined when none was kept.
   * Rejects while the store cannot be read.
   */
  earlierFields(route: string, evidenceKey: string): Promise<readonly FieldRow[] | undefined>;
  /** Patterns that rules silence, most often silenced first. */
  ignored(route: string): readonly IgnoredRow[];
  /** How much was compared, field by field and hour by hour; undefined when no such route is configured. */
  coverage(route: string): Coverage | undefined;
  /**
   * What happened to it, step by step, and who turned its dial meanwhile; undefined when no such route is configured.
   * While the store cannot be read: what it was not told yet, and the last change.
   */
  history(route: string, asked: HistoryAsked): Promise<RouteHistory | undefined>;
  /** Newest first. */
  entities(route: string, filter: EntityFilter): EntityList;
  /** Newest first. */
  samples(route: string, filter: SampleFilter): readonly Sample[];
  /** Also one that was kept under the same rules when other versions answered. Rejects where the store cannot say whether there is one. */
  sample(id: string): Promise<Sample | undefined>;
  /** Rules that the evidence supports, and what other rules would make of kept pairs. Nothing changes by asking. */
  readonly rules: Inquire;
  /**
   * Newest first; oldest first `after` an id. While the store cannot be read: the last change of each route, but
   * where a place in the chain is asked for (`before`, `after`) it rejects, since the answer would have gaps.
   */
  audit(filter: AuditFilter): Promise<readonly AuditEntry[]>;
  /** Judges a turn as {@link turnDial} would now; nothing is turned, and nothing written. */
  wouldTurn(route: string, request: DialRequest, actor: Actor): WouldTurn;
  /** The only way a dial moves. */
  turnDial(route: string, request: DialRequest, actor: Actor): Promise<DialOutcome>;
  /** Deletes samples and listed rows of an entity; what was counted of it stays, as hashes. */
  forgetEntity(route: string, request: ForgetRequest, actor: Actor): Promise<ForgetOutcome>;
  /** Calls back after each change worth redrawing, at most a few times a second; returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

export interface EntityFilter {
  /** Any when not given. */
  readonly classes?: readonly MismatchClass[] | undefined;
  /** All that are listed when not given. */
  readonly limit?: number | undefined;
}

/** Entities that differ. */
export interface EntityList {
  readonly entities: readonly EntityRow[];
  /** How many are listed of what was asked for, told or not. */
  readonly listed: number;
  /** Whether the book is full, so that more may differ than are listed. */
  readonly isFull: boolean;
}

export interface SampleFilter {
  readonly class?: MismatchClass | undefined;
  readonly pattern?: string | undefined;
}

import type { Stage } from '../routing-rules/dial.js';
import type { IgnoredRow } from './ignored-book.js';
import type { MismatchClass } from './mismatch-class.js';
import type { AuditEntry, EntityRow, FieldRow, Sample, Scorecard } from './scorecard.js';

/** Who acts, and in which role. Roles are ordered: viewer < operator < admin. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
}
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What somebody asks of a dial; every change needs a reason. */
export type DialRequest = {
  readonly reason: string;
  /** The revision the asker saw; a change made since then refuses the request. */
  readonly revision?: number | undefined;
  /** Raise against the guards: admins only, and marked as forced. */
  readonly force?: boolean | undefined;
} & (
  | {
      readonly action: 'turn';
      readonly stage?: Stage | undefined;
      /** Ratio 0–1. */
      readonly share?: number | undefined;
    }
  | { readonly action: 'promote' | 'rollback' | 'hold' | 'resume' }
);

/** What became of a request: the changed route with its audit entry, or a refusal with its way out. */
export type DialOutcome =
  | { readonly kind: 'changed'; readonly route: Scorecard; readonly entry: AuditEntry }
  | {
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
    };

/** Everything the dashboards may read. All answers are bounded and already redacted. */
export interface EvidenceDesk {
  routes(): readonly Scorecard[];
  /** Undefined when no such route is configured. */
  route(name: string): Scorecard | undefined;
  /** Patterns that differ, most mismatched first, at most `limit`. */
  fields(route: string): readonly FieldRow[];
  /** Patterns that rules silence, most often silenced first. */
  ignored(route: string): readonly IgnoredRow[];
  entities(route: string, filter: { class?: MismatchClass | undefined }): readonly EntityRow[];
  /** Newest first. */
  samples(route: string, filter: SampleFilter): readonly Sample[];
  sample(id: string): Sample | undefined;
  /** Newest first. */
  audit(filter: { route?: string | undefined; limit: number }): Promise<readonly AuditEntry[]>;
  /** The only way a dial moves. */
  turnDial(route: string, request: DialRequest, actor: Actor): Promise<DialOutcome>;
  /** Calls back after each change worth redrawing, at most a few times a second; returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

export interface SampleFilter {
  readonly class?: MismatchClass | undefined;
  readonly pattern?: string | undefined;
}

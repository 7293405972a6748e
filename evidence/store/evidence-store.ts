import type { Dial } from '../../routing-rules/dial.js';
import type { UnsealedEntry } from '../audit-chain.js';
import type { IgnoredRow } from '../ignored-book.js';
import type { AuditEntry, EntityRow, FieldRow, Sample } from '../scorecard.js';
import type { SkipReason } from '../skip-reason.js';
import type { ClassCounts } from '../mismatch-class.js';

/** Sums of one route under one evidence key. */
export interface LedgerCounts {
  readonly requests: number;
  readonly matched: number;
  readonly mismatched: ClassCounts;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** What rules silenced; earlier versions did not count it. */
  readonly ignored?: readonly IgnoredRow[];
}

/** One entity that was compared; `bad` is sticky. */
export interface EntityRecord {
  /** Hash of the entity, so that a million of them fit and none can be read. */
  readonly hash: string;
  readonly bad: boolean;
}

/** A listed entity: one that differs. */
export type ListedEntity = EntityRow & { readonly hash: string };

/** Which evidence: a route under one evidence key. */
export interface EvidenceId {
  readonly route: string;
  readonly evidenceKey: string;
}

/** What changed in a route's evidence since it was last saved; counts are whole, lists only what changed. */
export interface EvidenceChange extends EvidenceId {
  readonly counts: LedgerCounts;
  readonly entities: readonly EntityRecord[];
  readonly listed: readonly ListedEntity[];
  readonly fields: readonly FieldRow[];
  readonly samples: readonly Sample[];
  readonly droppedSamples: readonly string[];
}

/** A route's evidence as it was last saved. */
export interface SavedEvidence {
  readonly counts: LedgerCounts;
  readonly entities: readonly EntityRecord[];
  readonly listed: readonly ListedEntity[];
  readonly fields: readonly FieldRow[];
  readonly samples: readonly Sample[];
}

/** What a process may do with a store that another one writes. */
export type StoreReader = Pick<EvidenceStore, 'loadDial' | 'audit' | 'close'>;

/**
 * Where evidence, dials and the audit outlive the process. Every call is one transaction: after a
 * kill −9 it is there whole or not at all. Calls reject when the store cannot be read or written.
 */
export interface EvidenceStore {
  loadDial(route: string): Promise<Dial | undefined>;
  /**
   * Writes a dial and its audit entry together.
   * @param expected the dial that must still be there, by its revision and whether it is held (which no
   *   revision tells); undefined when there must be none
   * @returns the sealed entry, or undefined when the stored dial is another
   */
  writeDial(
    route: string,
    expected: Pick<Dial, 'revision' | 'held'> | undefined,
    dial: Dial,
    entry: UnsealedEntry | undefined,
  ): Promise<{ readonly entry: AuditEntry | undefined } | undefined>;
  /** Newest first. */
  audit(filter: { route?: string | undefined; limit: number }): Promise<readonly AuditEntry[]>;
  loadEvidence(id: EvidenceId): Promise<SavedEvidence | undefined>;
  saveEvidence(changes: readonly EvidenceChange[]): Promise<void>;
  close(): Promise<void>;
}

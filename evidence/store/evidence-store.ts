import type { Difference } from '../../comparators/difference.js';
import type { Dial } from '../../routing-rules/dial.js';
import type { UnsealedEntry } from '../audit-chain.js';
import type { EvidenceBasis, ToldBasis } from '../side-versions.js';
import type { SavedCoverage } from '../coverage-book.js';
import type { IgnoredRow } from '../ignored-book.js';
import type { DrawCounts } from '../draw-book.js';
import type { HistoryStep } from '../history/history-step.js';
import type { Thinning } from '../history/tiers.js';
import type { LagCounts } from '../lag-book.js';
import type { SavedField } from '../kept-field.js';
import type { AuditEntry, EntityRow, Sample } from '../scorecard.js';
import type { SavedOutcomes } from '../outcome-book.js';
import type { SavedStanding } from '../standing-time.js';
import type { Traffic } from '../traffic-hours.js';
import type { SavedWatch } from '../watch/route-watch.js';

/** Sums of one route under one evidence key. */
export interface LedgerCounts extends SavedOutcomes {
  /** What rules silenced; earlier versions did not count it. */
  readonly ignored?: readonly IgnoredRow[];
  /** How long the candidate lagged where it caught up. */
  readonly lags?: LagCounts;
  /** What the draws came to. */
  readonly draws?: DrawCounts;
  /** Where nothing was compared there is none. */
  readonly traffic?: Traffic;
  /** Kinds of rules that forgave what a client of the candidate would see. */
  readonly forgiven?: readonly string[];
  /** What forces the dial down, as far as it had come. */
  readonly watch?: SavedWatch;
  /** What was compared of legacy's fields, and when; only in what is saved. */
  readonly coverage?: SavedCoverage;
}

/** One entity that was compared; `bad` is sticky, but for what was settling. */
export interface EntityRecord {
  /** Hash of the entity, so that a million of them fit and none can be read. */
  readonly hash: string;
  readonly bad: boolean;
  /** The revision of the dial at which it was compared last, and whether it was bad since. */
  readonly step: number;
  readonly badInStep: boolean;
  /** Whether it lagged past freshness since. */
  readonly lateInStep: boolean;
}

/** A listed entity: one that differs. */
export type ListedEntity = EntityRow & { readonly hash: string };

/** Which evidence: a route under one evidence key. */
export interface EvidenceId {
  readonly route: string;
  readonly evidenceKey: string;
  /** What the key was made of: by it attempts are told apart. */
  readonly basis?: EvidenceBasis | undefined;
}

/** What changed in a route's evidence since it was last saved; counts are whole, lists only what changed. */
export interface EvidenceChange extends EvidenceId {
  readonly counts: LedgerCounts;
  readonly entities: readonly EntityRecord[];
  readonly listed: readonly ListedEntity[];
  readonly fields: readonly SavedField[];
  readonly samples: readonly Sample[];
  readonly droppedSamples: readonly string[];
  /** Entities that are listed under a class no longer. */
  readonly droppedListed: readonly Pick<ListedEntity, 'hash' | 'class'>[];
}

/** What was deleted of an entity. */
export interface Forgotten {
  readonly samples: number;
  /** Rows of listed entities, one for each class. */
  readonly listed: number;
}

/** A route's evidence as it was last saved. */
export interface SavedEvidence {
  readonly counts: LedgerCounts;
  readonly entities: readonly EntityRecord[];
  readonly listed: readonly ListedEntity[];
  readonly fields: readonly SavedField[];
  readonly samples: readonly Sample[];
}

/** What other evidence of a route knew: which differences are not new, and how far it had come. */
export type EarlierEvidence = Pick<SavedEvidence, 'counts' | 'fields'>;

/** Evidence of a route, as one among others. */
export interface KeptEvidence {
  readonly evidenceKey: string;
  /** Null where an earlier version of Banyan kept it. */
  readonly basis: EvidenceBasis | null;
  /** Comparisons. */
  readonly compared: number;
  /** When something was compared last, an RFC 3339 instant; null where that is not known. */
  readonly last: string | null;
}

/** What differed under one evidence key, with the samples that show it, oldest first. */
export interface Differed extends EarlierEvidence, KeptEvidence {
  readonly samples: readonly ShownBySample[];
}

/** What one kept sample shows. */
export interface ShownBySample {
  readonly id: string;
  readonly differences: readonly Pick<Difference, 'pattern' | 'kind'>[];
}

/** Which entries of the audit are told. */
export interface AuditFilter {
  readonly route?: string | undefined;
  /** At most so many: the newest, or, `after` an id, the ones that follow it. */
  readonly limit: number;
  /** Only those with a smaller id. */
  readonly before?: number | undefined;
  /** Only those with a greater id, and oldest first. */
  readonly after?: number | undefined;
  /** Only those that turned the dial: entities are forgotten, and versions and rules begin, without it. */
  readonly turns?: boolean | undefined;
}

/** What a process may do with a store that another one writes. */
export type StoreReader = Pick<
  EvidenceStore,
  'loadDial' | 'audit' | 'history' | 'evidences' | 'loadDiffered' | 'loadSample' | 'close'
>;

/**
 * Where evidence, dials and the audit outlive the process. Every call is one transaction: after a
 * kill −9 it is there whole or not at all. Calls reject when the store cannot be read or written.
 */
export interface EvidenceStore {
  loadDial(route: string): Promise<Dial | undefined>;
  /**
   * Writes a dial and its audit entry together.
   * @param expected the dial that must still be there; undefined when there must be none
   * @returns the sealed entry, or undefined when the stored dial is another
   */
  writeDial(
    route: string,
    expected: Dial | undefined,
    dial: Dial,
    entry: UnsealedEntry | undefined,
  ): Promise<{ readonly entry: AuditEntry | undefined } | undefined>;
  /** Newest first; oldest first `after` an id. */
  audit(filter: AuditFilter): Promise<readonly AuditEntry[]>;
  /** The versions and the configuration that a route's evidence was of when they were last written. */
  loadVersions(route: string): Promise<ToldBasis | undefined>;
  /** Writes them, together with the audit entry of what others restart. */
  writeVersions(route: string, basis: ToldBasis, entry: UnsealedEntry | undefined): Promise<void>;
  /**
   * Which attempt on its candidate version this evidence is, 1 for the first: the one it was when something of
   * it was first compared, or the one it would be now. Evidence that differs by legacy's version alone is one.
   */
  attemptOf(id: EvidenceId): Promise<number>;
  loadEvidence(id: EvidenceId): Promise<SavedEvidence | undefined>;
  /**
   * The route's evidence under another key: that which compared last. Undefined when no other was kept.
   * What that one inherited stands in it, so that nobody need look further back.
   */
  loadEarlier(id: EvidenceId): Promise<EarlierEvidence | undefined>;
  /** The evidence of a route under which something was compared; that which compared last first, at most `limit`. */
  evidences(route: string, limit: number): Promise<readonly KeptEvidence[]>;
  /** What differed under one evidence key; undefined where nothing was compared under it. */
  loadDiffered(id: EvidenceId): Promise<Differed | undefined>;
  /** One sample, under whatever evidence, and what the key of that was made of. */
  loadSample(
    id: string,
  ): Promise<{ readonly sample: Sample; readonly basis: EvidenceBasis | null } | undefined>;
  /** @param standings for how long dials stand where they do, by route */
  saveEvidence(
    changes: readonly EvidenceChange[],
    standings?: Readonly<Record<string, SavedStanding>>,
  ): Promise<void>;
  /** Steps of a route's past that end after `from` and at `to` or before, in epoch seconds; oldest first. */
  history(
    route: string,
    span: { readonly from: number; readonly to: number },
  ): Promise<readonly HistoryStep[]>;
  /** Keeps steps; what happened in one that is kept already, by the same end and length, is added to it. */
  saveHistory(steps: readonly HistoryStep[]): Promise<void>;
  /**
   * Makes older steps longer, and lets go of the oldest, of every route, also of those that are configured no more.
   * Bounded: a call thins a few thousand.
   * @returns whether there is more to thin
   */
  thinHistory(thinnings: readonly Thinning[]): Promise<boolean>;
  /** For how long a route's dial stood where it did when that was last saved. */
  loadStanding(route: string): Promise<SavedStanding | undefined>;
  /**
   * Deletes what is older, whatever evidence it belongs to, also where nobody keeps its books any more. What
   * was deleted, by this or any call before it, is then overwritten on the disk.
   * @param before RFC 3339 instants
   */
  expire(before: { readonly samples: string; readonly listed: string }): Promise<void>;
  /**
   * Deletes the samples and the listed rows of an entity under all evidence of a route, with its audit entry,
   * and overwrites them on the disk. Nothing is written when there were none.
   * @param keys all that the entity is called
   * @returns undefined when there were none
   */
  forget(
    route: string,
    keys: readonly string[],
    entry: (forgotten: Forgotten) => UnsealedEntry,
  ): Promise<AuditEntry | undefined>;
  close(): Promise<void>;
}

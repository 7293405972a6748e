import { createHash } from 'node:crypto';
import { badClasses, type MismatchClass, noClasses } from './mismatch-class.js';
import { FieldBook } from './field-book.js';
import { SampleBook } from './sample-book.js';
import type { EntityRow } from './scorecard.js';
import { harmlessSkips, type SkipReason } from './skip-reason.js';
import type {
  EvidenceChange,
  EvidenceId,
  LedgerCounts,
  ListedEntity,
  SavedEvidence,
} from './store/evidence-store.js';
import type { Finding } from './tally.js';

/** Entities told apart at most; beyond it new ones are compared and counted as requests, not as entities. */
const maxEntities = 1_000_000;
const maxListed = 10_000;

/**
 * The evidence of one route under one evidence key: counts of requests, and of distinct entities
 * compared and bad (design: evidence §3). Holds what changed since it was last saved.
 */
export class RouteLedger {
  #requests = 0;
  #matched = 0;
  readonly #mismatched = noClasses();
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  /** Hash of each entity compared → whether it was ever bad. */
  readonly #entities = new Map<string, boolean>();
  #badEntities = 0;
  readonly #listed = new Map<string, ListedEntity>();
  readonly #changedEntities = new Set<string>();
  readonly #changedListed = new Set<string>();
  readonly fields = new FieldBook();
  readonly samples: SampleBook;
  #changed = false;
  #takenUp = false;

  /** @param isOwn what the store has of it was written by this process, whose open pairs are still to be told of */
  constructor(
    readonly id: EvidenceId,
    private readonly now: () => Date,
    private readonly isOwn = false,
  ) {
    this.samples = new SampleBook(id.route, now);
  }

  /** Whether what the store has of it is counted here: until then that must not be written over. */
  get takenUp(): boolean {
    return this.#takenUp;
  }

  /**
   * Takes up what was saved, if anything was, under what was counted here meanwhile. Pairs that an earlier
   * process never finished are `analysis-lost`.
   */
  resume(saved: SavedEvidence | undefined): void {
    this.#takenUp = true;
    if (!saved) return;
    const { requests, matched, mismatched, skipped } = saved.counts;
    this.#requests += requests;
    this.#matched += matched;
    for (const mismatchClass of Object.keys(mismatched) as MismatchClass[])
      this.#mismatched[mismatchClass] += mismatched[mismatchClass];
    for (const [reason, count] of Object.entries(skipped)) this.#addSkips(reason as SkipReason, count);
    for (const { hash, bad } of saved.entities) this.#resumeEntity(hash, bad);
    this.#resumeListed(saved.listed);
    this.fields.resume(saved.fields);
    this.samples.resume(saved.samples);
    const lost = requests - matched - sum(mismatched) - sum(skipped);
    if (lost > 0 && !this.isOwn) this.skip('analysis-lost', lost);
  }

  /** Everything is due to be saved, as in a store that has nothing of it. */
  dueAgain(): void {
    this.#changed = true;
    for (const hash of this.#entities.keys()) this.#changedEntities.add(hash);
    for (const id of this.#listed.keys()) this.#changedListed.add(id);
    this.fields.dueAgain();
    this.samples.dueAgain();
  }

  /** Requests that matched the route and have ended. */
  countRequests(count: number): void {
    this.#requests += count;
    this.#changed = true;
  }

  /** Requests that ended without a comparison. */
  skip(reason: SkipReason, count: number): void {
    this.#addSkips(reason, count);
    this.#changed = true;
  }

  /** What became of one pair. */
  record(finding: Finding): void {
    this.#changed = true;
    switch (finding.verdict) {
      case 'skipped':
        this.skip(finding.reason, 1);
        return;
      case 'match':
        this.#matched += 1;
        this.#meet(finding.entity, false);
        return;
      case 'mismatch':
        this.#mismatched[finding.class] += 1;
        this.#meet(finding.entity, badClasses.has(finding.class));
        this.#list(finding);
        this.fields.record(finding.fields, this.now());
        this.samples.keep(finding);
        return;
    }
  }

  get requests(): number {
    return this.#requests;
  }

  get compared(): number {
    return this.#matched + sum(this.#mismatched);
  }

  get skippedTotal(): number {
    return sum(this.#skipped);
  }

  /** Whether every request told so far is answered for, and all of it taken to be saved. */
  get isSettled(): boolean {
    return !this.#changed && this.#requests <= this.compared + this.skippedTotal;
  }

  /** Requests whose skip counts against the route's coverage. */
  get dropped(): number {
    return Object.entries(this.#skipped).reduce(
      (sum, [reason, count]) => (harmlessSkips.has(reason as SkipReason) ? sum : sum + count),
      0,
    );
  }

  get counts(): LedgerCounts {
    return {
      requests: this.#requests,
      matched: this.#matched,
      mismatched: { ...this.#mismatched },
      skipped: { ...this.#skipped },
    };
  }

  /** Distinct entities compared, and those bad at least once. */
  get entities(): { readonly compared: number; readonly bad: number } {
    return { compared: this.#entities.size, bad: this.#badEntities };
  }

  /** Entities that differ, newest first. */
  listed(mismatchClass: MismatchClass | undefined): readonly EntityRow[] {
    return [...this.#listed.values()]
      .filter((row) => mismatchClass === undefined || row.class === mismatchClass)
      .toSorted((a, b) => (a.lastSeen < b.lastSeen ? 1 : -1))
      .map(({ key, class: ofClass, patterns, firstSeen, lastSeen }) => ({
        key,
        class: ofClass,
        patterns,
        firstSeen,
        lastSeen,
      }));
  }

  /** What changed since the last call; undefined when nothing did. */
  takeChange(): EvidenceChange | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    const change: EvidenceChange = {
      ...this.id,
      counts: this.counts,
      entities: [...this.#changedEntities].map((hash) => ({ hash, bad: this.#entities.get(hash) ?? false })),
      listed: [...this.#changedListed].flatMap((id) => this.#listed.get(id) ?? []),
      fields: this.fields.takeChanged(),
      ...this.samples.takeChanged(),
    };
    this.#changedEntities.clear();
    this.#changedListed.clear();
    return change;
  }

  /** A change that could not be saved is due again. */
  putBack(change: EvidenceChange): void {
    this.#changed = true;
    for (const { hash } of change.entities) this.#changedEntities.add(hash);
    for (const row of change.listed) this.#changedListed.add(listedId(row));
    this.fields.putBack(change.fields);
    this.samples.putBack(change);
  }

  #meet(entity: string, bad: boolean): void {
    const hash = createHash('sha256').update(entity).digest('base64url').slice(0, 22);
    const known = this.#entities.get(hash);
    if (known === undefined && this.#entities.size >= maxEntities) return;
    if (known === true || known === bad) return;
    this.#setEntity(hash, bad);
    this.#changedEntities.add(hash);
  }

  #setEntity(hash: string, bad: boolean): void {
    this.#entities.set(hash, bad);
    if (bad) this.#badEntities += 1;
  }

  #resumeEntity(hash: string, bad: boolean): void {
    const known = this.#entities.get(hash);
    // Bad is sticky, whoever saw it.
    if (known !== true && known !== bad) this.#setEntity(hash, bad);
  }

  /** What was saved is older: it stands before what was listed here. */
  #resumeListed(saved: readonly ListedEntity[]): void {
    const here = [...this.#listed];
    this.#listed.clear();
    for (const row of saved) this.#listed.set(listedId(row), row);
    for (const [id, row] of here) {
      const older = this.#listed.get(id);
      this.#listed.delete(id);
      this.#listed.set(id, older ? joined(older, row) : row);
    }
    while (this.#listed.size > maxListed) this.#forgetOldest();
  }

  #addSkips(reason: SkipReason, count: number): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + count;
  }

  #list(finding: Finding & { verdict: 'mismatch' }): void {
    const time = this.now().toISOString();
    const hash = createHash('sha256').update(finding.entity).digest('base64url').slice(0, 22);
    for (const mismatchClass of new Set(finding.fields.map((field) => field.class))) {
      const patterns = finding.fields
        .filter((field) => field.class === mismatchClass)
        .map(({ pattern }) => pattern);
      const id = listedId({ hash, class: mismatchClass });
      const known = this.#listed.get(id);
      if (!known && this.#listed.size >= maxListed) this.#forgetOldest();
      // Set anew, so that the map's order is by last seen.
      this.#listed.delete(id);
      this.#listed.set(id, {
        hash,
        key: finding.key,
        class: mismatchClass,
        patterns: [...new Set([...(known?.patterns ?? []), ...patterns])].slice(0, 20),
        firstSeen: known?.firstSeen ?? time,
        lastSeen: time,
      });
      this.#changedListed.add(id);
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#listed.keys();
    if (oldest !== undefined) this.#listed.delete(oldest);
  }
}

const listedId = ({ hash, class: mismatchClass }: { hash: string; class: MismatchClass }): string =>
  `${hash} ${mismatchClass}`;

const joined = (older: ListedEntity, newer: ListedEntity): ListedEntity => ({
  ...newer,
  patterns: [...new Set([...older.patterns, ...newer.patterns])].slice(0, 20),
  firstSeen: older.firstSeen,
});

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

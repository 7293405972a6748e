import { EntityBook } from './entity-book.js';
import { type MismatchClass, noClasses } from './mismatch-class.js';
import { FieldBook } from './field-book.js';
import { IgnoredBook } from './ignored-book.js';
import { SampleBook } from './sample-book.js';
import { harmlessSkips, type SkipReason } from './skip-reason.js';
import type { LastSkip } from './scorecard.js';
import type { EvidenceChange, EvidenceId, LedgerCounts, SavedEvidence } from './store/evidence-store.js';
import type { Finding } from './tally.js';

/**
 * The evidence of one route under one evidence key: counts of requests, and of distinct entities
 * compared and bad (design: evidence §3). Holds what changed since it was last saved.
 */
export class RouteLedger {
  #requests = 0;
  #matched = 0;
  readonly #mismatched = noClasses();
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  readonly entities = new EntityBook();
  readonly fields = new FieldBook();
  readonly ignored = new IgnoredBook();
  readonly samples: SampleBook;
  #lastSkip: LastSkip | null = null;
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
    this.entities.resume(saved);
    this.fields.resume(saved.fields);
    this.ignored.resume(saved.counts.ignored ?? []);
    this.samples.resume(saved.samples);
    const lost = requests - matched - sum(mismatched) - sum(skipped);
    if (lost > 0 && !this.isOwn) this.skip('analysis-lost', lost);
  }

  /** Everything is due to be saved, as in a store that has nothing of it. */
  dueAgain(): void {
    this.#changed = true;
    this.entities.dueAgain();
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
        if (finding.detail !== undefined)
          this.#lastSkip = {
            reason: finding.reason,
            detail: finding.detail,
            time: this.now().toISOString(),
          };
        return;
      case 'match':
        this.#matched += 1;
        this.ignored.record(finding.ignored ?? []);
        this.entities.record(finding, this.now());
        return;
      case 'mismatch':
        this.#mismatched[finding.class] += 1;
        this.entities.record(finding, this.now());
        this.fields.record(finding.fields, this.now());
        this.ignored.record(finding.ignored ?? []);
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

  /** The last comparison that failed in a way which its reason does not tell. */
  get lastSkip(): LastSkip | null {
    return this.#lastSkip;
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
      ignored: this.ignored.rows(),
    };
  }

  /** What changed since the last call; undefined when nothing did. */
  takeChange(): EvidenceChange | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    const change: EvidenceChange = {
      ...this.id,
      counts: this.counts,
      ...this.entities.takeChanged(),
      fields: this.fields.takeChanged(),
      ...this.samples.takeChanged(),
    };
    return change;
  }

  /** A change that could not be saved is due again. */
  putBack(change: EvidenceChange): void {
    this.#changed = true;
    this.entities.putBack(change);
    this.fields.putBack(change.fields);
    this.samples.putBack(change);
  }

  #addSkips(reason: SkipReason, count: number): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + count;
  }
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

import { DrawBook } from './draw-book.js';
import { EntityBook, entityHash, isBad } from './entity-book.js';
import { CoverageBook } from './coverage-book.js';
import { FieldBook, type NewField } from './field-book.js';
import { nothingPassed, type Passed } from './fingerprint-life.js';
import { IgnoredBook } from './ignored-book.js';
import { LagBook } from './lag-book.js';
import { comparedIn, openIn, OutcomeBook } from './outcome-book.js';
import { SampleBook } from './sample-book.js';
import type { SkipReason } from './skip-reason.js';
import type { FieldRow, LastSkip } from './scorecard.js';
import type {
  EarlierEvidence,
  EvidenceChange,
  EvidenceId,
  LedgerCounts,
  SavedEvidence,
} from './store/evidence-store.js';
import type { Finding, PairedTimes } from './tally.js';
import { TrafficHours } from './traffic-hours.js';
import { RouteWatch, type WatchRule } from './watch/route-watch.js';

/**
 * The evidence of one route under one evidence key: counts of requests, and of distinct entities
 * compared and bad (design: evidence §3). Holds what changed since it was last saved.
 */
export class RouteLedger {
  readonly outcomes = new OutcomeBook();
  readonly entities = new EntityBook();
  readonly fields: FieldBook;
  readonly ignored = new IgnoredBook();
  readonly lag = new LagBook();
  readonly draws: DrawBook;
  readonly #traffic = new TrafficHours();
  readonly coverage = new CoverageBook();
  readonly samples: SampleBook;
  readonly watch: RouteWatch;
  readonly #forgiven = new Set<string>();
  #lastSkip: LastSkip | null = null;
  #changed = false;
  #takenUp = false;
  #id: EvidenceId;
  /** Which attempt on its candidate version it is (design: evidence §3). */
  attempt = 1;

  /**
   * @param rule what is watched by; part of the evidence key
   * @param isOwn what the store has of it was written by this process, whose open pairs are still to be told of
   */
  constructor(
    id: EvidenceId,
    rule: WatchRule,
    private readonly now: () => Date,
    private isOwn = false,
    random: () => number = Math.random,
  ) {
    this.#id = id;
    this.samples = new SampleBook(id.route, now, random);
    this.draws = new DrawBook(random);
    this.watch = new RouteWatch(rule);
    this.fields = new FieldBook(() => this.#passed, now);
  }

  get id(): EvidenceId {
    return this.#id;
  }

  /** Its key is known now, of which nothing was taken up yet. */
  become(id: EvidenceId, isOwn: boolean): void {
    this.#id = id;
    this.isOwn = isOwn;
  }

  /** Whether what the store has of it is counted here: until then that must not be written over. */
  get takenUp(): boolean {
    return this.#takenUp;
  }

  /**
   * Takes up what was saved, if anything was, under what was counted here meanwhile. Pairs that an earlier
   * process never finished are `analysis-lost`; those whose class it never learnt are `unsettled`.
   * @param earlier what other evidence of the route knew
   */
  resume(saved: SavedEvidence | undefined, earlier?: EarlierEvidence): void {
    this.#takenUp = true;
    if (saved) this.#resume(saved);
    const taken = saved ? passedIn(saved.counts) : nothingPassed;
    if (earlier) this.fields.inherit(earlier.fields, passedIn(earlier.counts), taken);
    this.#changed ||= earlier !== undefined;
  }

  #resume(saved: SavedEvidence): void {
    this.outcomes.resume(saved.counts);
    this.entities.resume(saved);
    this.fields.resume(saved.fields, passedIn(saved.counts));
    if (saved.counts.traffic) this.#traffic.resume(saved.counts.traffic);
    this.ignored.resume(saved.counts.ignored ?? []);
    this.lag.resume(saved.counts.lags ?? []);
    if (saved.counts.draws) this.draws.resume(saved.counts.draws);
    this.coverage.resume(saved.counts.coverage);
    this.samples.resume(saved.samples);
    for (const kind of saved.counts.forgiven ?? []) this.#forgiven.add(kind);
    this.watch.resume(saved.counts.watch);
    const lost = openIn(saved.counts);
    if (lost > 0 && !this.isOwn) this.skip('analysis-lost', lost);
  }

  /**
   * The dial is at this revision: entities and draws are counted from here on as well (design: evidence §3, streams).
   * @param isServed whether clients are sent to the candidate
   */
  beginStep(revision: number, isServed: boolean): void {
    this.outcomes.beginStep(revision);
    this.entities.beginStep(revision);
    this.draws.beginStep(revision);
    this.watch.beginStep(revision, isServed);
  }

  /**
   * Takes over from other evidence of the route: differences that it knew are not new.
   * @param isSameLegacy whether legacy answers as it did: its times are neither the candidate's nor the rules'
   */
  inherit({ counts, fields }: EarlierEvidence, isSameLegacy: boolean): void {
    this.fields.inherit(fields, passedIn(counts));
    if (counts.watch) this.watch.pairs.resumeWindow(counts.watch.pairs, isSameLegacy);
    this.#changed = true;
  }

  /** What another ledger of the route may inherit of this one. */
  get heritage(): EarlierEvidence {
    return { counts: { ...this.counts, watch: this.watch.saved }, fields: this.fields.saved() };
  }

  /** New fingerprints of which nobody was told; none before it is known what the store has. */
  takeNews(): readonly NewField[] {
    const news = this.#takenUp ? this.fields.takeNews() : [];
    if (news.length > 0) this.#changed = true;
    return news;
  }

  /** Everything is due to be saved, as in a store that has nothing of it. */
  dueAgain(): void {
    this.#changed = true;
    this.entities.dueAgain();
    this.fields.dueAgain();
    this.samples.dueAgain();
  }

  /**
   * Lets go of what is older, as the store is told to; what was counted stays.
   * @param before RFC 3339 instants
   */
  expire(before: { readonly samples: string; readonly listed: string }): void {
    this.samples.expire(before.samples);
    this.entities.expire(before.listed);
  }

  /** Lets go of samples and listed rows of an entity, by all that it is called; what was counted stays. */
  forget(keys: readonly string[]): void {
    this.samples.forget(keys);
    this.entities.forget(keys);
    // What was saved just now is deleted with the next save, though the store was told to delete it before.
    this.#changed = true;
  }

  /** Requests that matched the route and have ended. */
  countRequests(count: number): void {
    this.outcomes.count(count);
    this.watch.lastMinute.countRequests(count);
    this.#changed = true;
  }

  /** Requests that ended without a comparison. */
  skip(reason: SkipReason, count: number): void {
    this.outcomes.skip(reason, count);
    this.watch.lastMinute.skip(reason, count);
    this.#changed = true;
  }

  /** Both sides answered a request, or failed to: one of an entity in a minute. */
  time(pairs: readonly PairedTimes[]): void {
    for (const pair of pairs) this.watch.pairs.note(pair);
    this.#changed ||= pairs.length > 0;
  }

  /**
   * A tick is over.
   * @param burntIn whether the dial has stood long enough that times tell of both sides, not of their start
   * @param isLate whether a quarter of the dwell is over
   */
  tick({ burntIn, isLate }: { readonly burntIn: boolean; readonly isLate: boolean }): void {
    if (isLate) this.draws.beginLate();
    this.watch.close(burntIn, {
      entities: this.entities.stepCounts.compared,
      draws: this.draws.counts.step?.draws ?? 0,
    });
  }

  /** Kinds of rules that forgave what a client of the candidate would see. */
  get forgiven(): readonly string[] {
    return [...this.#forgiven];
  }

  /** What became of one pair. */
  record(finding: Finding): void {
    this.#changed = true;
    if (finding.verdict === 'skipped') {
      this.#leavesOut(finding);
      return;
    }
    const hash = entityHash(finding);
    this.watch.note(hash, finding);
    if (finding.verdict === 'confirmed') return;
    if (finding.verdict !== 'settled') {
      for (const kind of finding.forgiven ?? []) this.#forgiven.add(kind);
      this.#traffic.note(this.now());
      this.coverage.record(finding.census, this.now());
    }
    switch (finding.verdict) {
      case 'match':
        this.outcomes.matches();
        this.ignored.record(finding.ignored ?? []);
        if (finding.ofNoEntity) this.draws.offer(finding, false, false, this.now());
        else this.#meets(finding, hash, false);
        return;
      case 'mismatch':
        this.outcomes.mismatches(finding);
        this.#differs(finding, hash, isBad(finding));
        this.fields.classify(finding.fields);
        return;
      case 'settling':
        this.outcomes.settles();
        this.#differs(finding, hash, false);
        return;
      case 'settled':
        this.outcomes.settled();
        this.outcomes.mismatches(finding);
        this.entities.settle(finding, hash, this.now());
        // What was found beside while it settled has not been counted yet.
        this.fields.record(
          finding.fields.filter(({ beside }) => beside),
          this.now(),
        );
        this.fields.classify(finding.fields);
        this.samples.settle(finding);
        this.lag.record(finding.lags);
        this.draws.settle(finding.suspect, isBad(finding));
        for (const field of finding.fields) if (field.class === 'stale') this.coverage.healed(field);
        return;
    }
  }

  #leavesOut({ reason, detail }: Finding & { verdict: 'skipped' }): void {
    this.skip(reason, 1);
    if (detail !== undefined) this.#lastSkip = { reason, detail, time: this.now().toISOString() };
  }

  #meets(finding: Met, hash: string, bad: boolean): void {
    const isNew = this.entities.record(finding, hash, this.now());
    this.draws.offer(finding, bad, isNew, this.now());
  }

  #differs(finding: Exclude<Met, { verdict: 'match' }>, hash: string, bad: boolean): void {
    this.#meets(finding, hash, bad);
    this.fields.record(finding.fields, this.now());
    this.ignored.record(finding.ignored ?? []);
    this.samples.keep(finding);
  }

  /** Every fingerprint, with a sample of it. */
  get fieldRows(): readonly FieldRow[] {
    return this.fields.rows(this.outcomes.compared, this.samples.showByFingerprint());
  }

  /** The last comparison that failed in a way which its reason does not tell. */
  get lastSkip(): LastSkip | null {
    return this.#lastSkip;
  }

  /** Whether every request told so far is answered for, and all of it taken to be saved. */
  get isSettled(): boolean {
    return this.outcomes.isWhole && !this.#changed;
  }

  get counts(): LedgerCounts {
    return {
      ...this.outcomes.counts,
      step: this.outcomes.step,
      ignored: this.ignored.rows(),
      lags: this.lag.counts,
      draws: this.draws.counts,
      ...(this.#forgiven.size > 0 && { forgiven: this.forgiven }),
      ...(this.#traffic.traffic && { traffic: this.#traffic.traffic }),
    };
  }

  get #passed(): Passed {
    return { compared: this.outcomes.compared, hours: this.#traffic.hours };
  }

  /** What changed since the last call; undefined when nothing did. */
  takeChange(): EvidenceChange | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    return {
      ...this.id,
      counts: { ...this.counts, coverage: this.coverage.saved, watch: this.watch.saved },
      ...this.entities.takeChanged(),
      fields: this.fields.takeChanged(),
      ...this.samples.takeChanged(),
    };
  }

  /** A change that could not be saved is due again. */
  putBack(change: EvidenceChange): void {
    this.#changed = true;
    this.entities.putBack(change);
    this.fields.putBack(change.fields);
    this.samples.putBack(change);
  }
}

/** What one more comparison told. */
type Met = Finding & { verdict: 'match' | 'mismatch' | 'settling' };

const passedIn = (counts: LedgerCounts): Passed => ({
  compared: comparedIn(counts),
  hours: counts.traffic?.hours ?? 0,
});

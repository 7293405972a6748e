import { fingerprintOf } from './field-book.js';
import type { MismatchClass } from './mismatch-class.js';
import { Reservoir } from './reservoir.js';
import type { Sample } from './scorecard.js';
import { ShownSamples } from './shown-samples.js';
import type { Finding } from './tally.js';

/** Of each fingerprint, beside its first and its newest. */
const drawnPerFingerprint = 3;
const maxSamples = 500;

/**
 * Kept comparisons of one route, redacted before they get here: of each fingerprint the first, the newest,
 * and a draw of those between that were offered to this process. What was shown of late stays beside them.
 */
export class SampleBook {
  /** By id, oldest first; with each the fingerprints that it is kept for. */
  readonly #samples = new Map<string, { readonly sample: Sample; readonly keptFor: Set<string> }>();
  readonly #reservoirs = new Map<string, Reservoir>();
  readonly #shown = new ShownSamples();
  #added: Sample[] = [];
  #dropped: string[] = [];

  constructor(
    private readonly route: string,
    private readonly now: () => Date,
    private readonly random: () => number = Math.random,
  ) {}

  /** Takes up samples as they were saved, oldest first; they are older than those kept here meanwhile. */
  resume(samples: readonly Sample[]): void {
    const here = [...this.#samples.values()];
    this.#samples.clear();
    this.#reservoirs.clear();
    // What was settling when it was saved never will.
    for (const sample of samples) {
      // Which of them an earlier process has shown nobody knows.
      this.#shown.promise(sample.id, this.now().getTime());
      this.#add(sample.class === 'settling' ? { ...sample, class: 'unsettled' } : sample);
    }
    for (const { sample } of here) this.#add(sample);
  }

  /** Every sample is due to be saved. */
  dueAgain(): void {
    this.#added = [...this.#samples.values()].map(({ sample }) => sample);
  }

  /** Keeps a finding's sample, if it has one. */
  keep(finding: Finding & { verdict: 'mismatch' | 'settling' }): void {
    if (!finding.sample) return;
    const isSettling = finding.verdict === 'settling';
    const sample: Sample = {
      route: this.route,
      time: this.now().toISOString(),
      class: isSettling ? 'settling' : finding.class,
      key: finding.key,
      ...finding.sample,
      id: isSettling ? finding.suspect : finding.sample.id,
    };
    this.#added.push(sample);
    this.#add(sample);
  }

  /** The class of a sample that was settling is known. */
  settle({ suspect, class: mismatchClass, fields, why, looks = [] }: Finding & { verdict: 'settled' }): void {
    const kept = this.#samples.get(suspect);
    if (!kept) return;
    const settled = { fields, looks, ...(why !== undefined && { why }) };
    const sample: Sample = { ...kept.sample, class: mismatchClass, settled };
    this.#samples.set(suspect, { ...kept, sample });
    this.#added = [...this.#added.filter(({ id }) => id !== suspect), sample];
  }

  /** Newest first. */
  list(filter: { class?: MismatchClass | undefined; pattern?: string | undefined }): readonly Sample[] {
    return [...this.#samples.values()]
      .map(({ sample }) => sample)
      .filter((sample) => filter.class === undefined || sample.class === filter.class)
      .filter(
        (sample) =>
          filter.pattern === undefined ||
          sample.differences.some((difference) => difference.pattern === filter.pattern),
      )
      .toReversed();
  }

  /**
   * A sample that shows each fingerprint, by id: the newest, or for ten minutes the one that was shown before. It stays
   * for ten minutes from now, unless it is forgotten, too old, or one too many of all that were shown.
   */
  showByFingerprint(): ReadonlyMap<string, string> {
    this.#dropReleased();
    const newest = new Map<string, string>();
    for (const [id, { keptFor }] of this.#samples) {
      for (const fingerprint of keptFor) newest.set(fingerprint, id);
    }
    return this.#shown.show(newest, this.now().getTime());
  }

  get(id: string): Sample | undefined {
    return this.#samples.get(id)?.sample;
  }

  /** Drops those from before this time. */
  expire(before: string): void {
    for (const [id, { sample }] of this.#samples) if (sample.time < before) this.#drop(id);
  }

  /** Drops those of these entities. */
  forget(keys: readonly string[]): void {
    for (const [id, { sample }] of this.#samples) if (keys.includes(sample.key)) this.#drop(id);
  }

  /** What was added and dropped since the last call. */
  takeChanged(): { samples: readonly Sample[]; droppedSamples: readonly string[] } {
    const changed = { samples: this.#added, droppedSamples: this.#dropped };
    this.#added = [];
    this.#dropped = [];
    return changed;
  }

  /** What could not be saved is due again. */
  putBack({
    samples,
    droppedSamples,
  }: {
    samples: readonly Sample[];
    droppedSamples: readonly string[];
  }): void {
    // What was dropped meanwhile is not in the store, and need not get there.
    this.#added = [...samples.filter(({ id }) => this.#samples.has(id)), ...this.#added];
    this.#dropped = [...droppedSamples, ...this.#dropped];
  }

  #add(sample: Sample): void {
    this.#dropReleased();
    const keptFor = fingerprints(sample);
    this.#samples.set(sample.id, { sample, keptFor });
    for (const fingerprint of keptFor) {
      const reservoir = this.#reservoirs.get(fingerprint) ?? new Reservoir(drawnPerFingerprint, this.random);
      this.#reservoirs.set(fingerprint, reservoir);
      const out = reservoir.offer(sample.id);
      if (out !== undefined) this.#letGo(out, fingerprint);
    }
    if (this.#samples.size > maxSamples) this.#drop(this.#mostDispensable(sample.id));
  }

  /** A fingerprint has no use for it any more. */
  #letGo(id: string, fingerprint: string): void {
    this.#samples.get(id)?.keptFor.delete(fingerprint);
    this.#dropUnused(id);
  }

  /** Drops what stayed only because it had been shown. */
  #dropReleased(): void {
    for (const id of this.#shown.takeReleased(this.now().getTime())) this.#dropUnused(id);
  }

  #dropUnused(id: string): void {
    const isUnused = this.#samples.get(id)?.keptFor.size === 0;
    if (isUnused && !this.#shown.isPromised(id, this.now().getTime())) this.#drop(id);
  }

  /**
   * The oldest that is neither shown nor the first or the newest of anything; else the oldest that is not shown, else
   * the oldest of all.
   * @param newest what there is to be room for
   */
  #mostDispensable(newest: string): string {
    const now = this.now().getTime();
    let [oldest, unshown] = ['', ''];
    for (const [id, { keptFor }] of this.#samples) {
      if (id === newest) continue;
      oldest ||= id;
      if (this.#shown.isPromised(id, now)) continue;
      unshown ||= id;
      if (![...keptFor].some((fingerprint) => this.#reservoirs.get(fingerprint)?.isAtAnEnd(id))) return id;
    }
    return unshown || oldest;
  }

  #drop(id: string): void {
    const kept = this.#samples.get(id);
    if (!kept) return;
    this.#shown.remove(id, fingerprints(kept.sample));
    for (const fingerprint of kept.keptFor) {
      const reservoir = this.#reservoirs.get(fingerprint);
      reservoir?.remove(id);
      if (reservoir?.isEmpty) this.#reservoirs.delete(fingerprint);
    }
    this.#samples.delete(id);
    this.#unsave(id);
  }

  /** One that was never saved need not be dropped there: without a store that list would only grow. */
  #unsave(id: string): void {
    const unsaved = this.#added.findIndex((sample) => sample.id === id);
    if (unsaved < 0) this.#dropped.push(id);
    else this.#added.splice(unsaved, 1);
  }
}

const fingerprints = (sample: Sample): Set<string> =>
  new Set(sample.differences.map(({ pattern, kind }) => fingerprintOf(pattern, kind)));

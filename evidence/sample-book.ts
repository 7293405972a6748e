import { randomUUID } from 'node:crypto';
import { fingerprintOf } from './field-book.js';
import type { MismatchClass } from './mismatch-class.js';
import type { Sample } from './scorecard.js';
import type { Finding } from './tally.js';

const keptPerFingerprint = 5;
const maxSamples = 500;

/** Kept comparisons of one route, newest few of each fingerprint; redacted before they get here. */
export class SampleBook {
  readonly #samples = new Map<string, { readonly sample: Sample; readonly shows: ReadonlySet<string> }>();
  /** How many kept samples show a fingerprint. */
  readonly #showing = new Map<string, number>();
  #added: Sample[] = [];
  #dropped: string[] = [];

  constructor(
    private readonly route: string,
    private readonly now: () => Date,
  ) {}

  /** Takes up samples as they were saved, oldest first; they are older than those kept here meanwhile. */
  resume(samples: readonly Sample[]): void {
    const here = [...this.#samples.values()];
    this.#samples.clear();
    this.#showing.clear();
    for (const sample of samples) this.#add(sample);
    for (const { sample } of here) this.#add(sample);
    this.#trim();
  }

  /** Every sample is due to be saved. */
  dueAgain(): void {
    this.#added = [...this.#samples.values()].map(({ sample }) => sample);
  }

  /** Keeps a finding's sample, if it has one. */
  keep(finding: Finding & { verdict: 'mismatch' }): void {
    if (!finding.sample) return;
    const sample: Sample = {
      id: randomUUID(),
      route: this.route,
      time: this.now().toISOString(),
      class: finding.class,
      key: finding.key,
      ...finding.sample,
    };
    this.#add(sample);
    this.#added.push(sample);
    this.#trim();
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

  /** The newest sample that shows each fingerprint. */
  newestByFingerprint(): ReadonlyMap<string, string> {
    const newest = new Map<string, string>();
    for (const [id, { shows }] of this.#samples) {
      for (const fingerprint of shows) newest.set(fingerprint, id);
    }
    return newest;
  }

  get(id: string): Sample | undefined {
    return this.#samples.get(id)?.sample;
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
    const shows = fingerprints(sample);
    this.#samples.set(sample.id, { sample, shows });
    for (const fingerprint of shows) this.#count(fingerprint, 1);
  }

  /** The oldest go first, once each of their fingerprints is shown often enough by others. */
  #trim(): void {
    for (const [id, { shows }] of this.#samples) {
      const covered = [...shows].every(
        (fingerprint) => (this.#showing.get(fingerprint) ?? 0) > keptPerFingerprint,
      );
      if (!covered && this.#samples.size <= maxSamples) continue;
      this.#samples.delete(id);
      this.#forget(id);
      for (const fingerprint of shows) this.#count(fingerprint, -1);
    }
  }

  /** One that was never saved need not be dropped there: without a store that list would only grow. */
  #forget(id: string): void {
    const unsaved = this.#added.findIndex((sample) => sample.id === id);
    if (unsaved < 0) this.#dropped.push(id);
    else this.#added.splice(unsaved, 1);
  }

  #count(fingerprint: string, by: number): void {
    const showing = (this.#showing.get(fingerprint) ?? 0) + by;
    if (showing > 0) this.#showing.set(fingerprint, showing);
    else this.#showing.delete(fingerprint);
  }
}

const fingerprints = (sample: Sample): Set<string> =>
  new Set(sample.differences.map(({ pattern, kind }) => fingerprintOf(pattern, kind)));

import type { PairsByRoute } from '../../evidence/handed-over.js';
import type { Tally } from '../../evidence/tally.js';
import { addPairs, type PairSums } from './pair-sums.js';

/** How far control has come: what of all it was told is on the disk. */
export interface Saved {
  /** The last tally. */
  readonly tally: number;
  /** How many of the pairs that were handed over have their outcome, in all. */
  readonly outcomes: PairSums;
  /** The newest edition whose books it kept. */
  readonly edition: number;
}

/** Pairs whose outcome nobody knows. */
export interface LostPairs {
  readonly edition: number;
  readonly route: string;
  readonly count: number;
}

/**
 * What control was told and has not saved. Should it die, its memory goes with it: the tallies are told
 * again to the next one, and pairs whose outcome it may have known are lost, each counted once, in the
 * edition in which it began.
 */
export class Unsaved {
  #lastTally = 0;
  #tallies: { readonly id: number; readonly tally: Tally }[] = [];
  #handed: Record<number, Record<string, number>> = {};
  #outcomes: PairSums = {};
  #savedEdition = 0;

  /** @param join makes one tally of two of one edition */
  constructor(private readonly join: (a: Tally, b: Tally) => Tally) {}

  /** Notes a tally, and gives it a number that control repeats when it is saved. */
  tally(tally: Tally): number {
    this.#tallies.push({ id: ++this.#lastTally, tally });
    if (this.#tallies.length > maxTallies) this.#shorten();
    return this.#lastTally;
  }

  handed(pairs: PairsByRoute, edition?: number): void {
    addPairs(this.#handed, pairs, edition);
  }

  saved({ tally, outcomes, edition }: Saved): void {
    this.#savedEdition = edition;
    this.#tallies = this.#tallies.filter(({ id }) => id > tally);
    this.#outcomes = outcomes;
  }

  /** The newest edition of which this process saved anything, 0 for none: what stands in the store is then its own. */
  get savedEdition(): number {
    return this.#savedEdition;
  }

  /** Whether all that was told of an edition is saved. */
  isSaved(edition: number): boolean {
    return (
      !this.#tallies.some(({ tally }) => tally.edition === edition) && this.#lostOf(edition).length === 0
    );
  }

  /** Nothing more will be told of this edition. */
  ended(edition: number): void {
    delete this.#handed[edition];
  }

  /** Control is gone: what to tell the next one, and the pairs whose outcome nobody knows. */
  forget(): { readonly tallies: readonly Tally[]; readonly lost: readonly LostPairs[] } {
    const tallies = this.#tallies.map(({ tally }) => tally);
    const lost = Object.keys(this.#handed).flatMap((edition) => this.#lostOf(Number(edition)));
    this.#tallies = [];
    this.#handed = {};
    this.#outcomes = {};
    return { tallies, lost };
  }

  #lostOf(edition: number): readonly LostPairs[] {
    return Object.entries(this.#handed[edition] ?? {})
      .map(([route, count]) => ({ edition, route, count: count - (this.#outcomes[edition]?.[route] ?? 0) }))
      .filter(({ count }) => count > 0);
  }

  /** A store that is away for hours must not make this grow. What is joined is too old not to have been heard. */
  #shorten(): void {
    const oldest = new Map<number | undefined, number>();
    for (const [at, { id, tally }] of this.#tallies.entries()) {
      const before = oldest.get(tally.edition);
      const older = before === undefined ? undefined : this.#tallies[before];
      if (before === undefined || !older) {
        oldest.set(tally.edition, at);
        continue;
      }
      this.#tallies[at] = { id, tally: this.join(older.tally, tally) };
      this.#tallies.splice(before, 1);
      return;
    }
  }
}

const maxTallies = 1_000;

import type { PairsByRoute } from '../../evidence/handed-over.js';
import type { Tally } from '../../evidence/tally.js';

/** How far control has come: what of all it was told is on the disk. */
export interface Saved {
  /** The last tally. */
  readonly tally: number;
  /** How many of the pairs that were handed over have their outcome, in all, by route. */
  readonly outcomes: PairsByRoute;
}

/**
 * What control was told and has not saved. Should it die, its memory goes with it: the tallies are told
 * again to the next one, and pairs whose outcome it may have known are lost, each counted once.
 */
export class Unsaved {
  #lastTally = 0;
  #tallies: { readonly id: number; readonly tally: Tally }[] = [];
  readonly #handed = new Map<string, number>();
  #outcomes: PairsByRoute = {};
  #heardOf = false;

  /** @param join makes one tally of two */
  constructor(private readonly join: (a: Tally, b: Tally) => Tally) {}

  /** Notes a tally, and gives it a number that control repeats when it is saved. */
  tally(tally: Tally): number {
    this.#tallies.push({ id: ++this.#lastTally, tally });
    this.#shorten();
    return this.#lastTally;
  }

  handed(pairs: PairsByRoute): void {
    for (const [route, count] of Object.entries(pairs))
      this.#handed.set(route, (this.#handed.get(route) ?? 0) + count);
  }

  saved({ tally, outcomes }: Saved): void {
    this.#heardOf = true;
    this.#tallies = this.#tallies.filter(({ id }) => id > tally);
    this.#outcomes = outcomes;
  }

  /** Whether this process has saved anything: what stands in the store is then its own. */
  get everSaved(): boolean {
    return this.#heardOf;
  }

  /** Control is gone: what to tell the next one, and the pairs whose outcome nobody knows. */
  forget(): { readonly tallies: readonly Tally[]; readonly lost: readonly (readonly [string, number])[] } {
    const tallies = this.#tallies.map(({ tally }) => tally);
    const lost = [...this.#handed]
      .map(([route, count]) => [route, count - (this.#outcomes[route] ?? 0)] as const)
      .filter(([, count]) => count > 0);
    this.#tallies = [];
    this.#handed.clear();
    this.#outcomes = {};
    return { tallies, lost };
  }

  /** A store that is away for hours must not make this grow. What is joined is too old not to have been heard. */
  #shorten(): void {
    const [oldest, next] = this.#tallies;
    if (this.#tallies.length <= maxTallies || !oldest || !next) return;
    this.#tallies.splice(0, 2, { id: next.id, tally: this.join(oldest.tally, next.tally) });
  }
}

const maxTallies = 1_000;

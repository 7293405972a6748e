import type { Side } from '../tally.js';
import { FairShares } from './fair-shares.js';

/** Reads of each side that a route may always make, so that a quiet one learns at all (design: evidence §2). */
const freeReads = 200;
/** Reads saved up at most: what was not needed for hours must not come all at once. */
const mostSaved = 1_000;
/** Reads kept for fingerprints that have spent less than others. */
const keptForOthers = 25;
/** What fingerprints have spent is halved each time that they together spent so much: what was long ago does not count. */
const halvedAfter = 400;

/** What a thousand sums of shares may be off by. */
const dust = 1e-6;

/**
 * How often the sides of a route may be read again: a share of its requests on each side, fair over
 * fingerprints.
 */
export class SettleBudget {
  readonly #saved: Record<Side, number> = { legacy: freeReads, candidate: freeReads };
  readonly #shares = new FairShares();
  #spent = 0;

  /** @param extraLoad reads of each side for every request */
  constructor(private readonly extraLoad: number) {}

  /** A request was compared. */
  earn(): void {
    for (const side of ['legacy', 'candidate'] as const)
      this.#saved[side] = Math.min(mostSaved, this.#saved[side] + this.extraLoad);
  }

  /** Takes so many reads of each of these sides for a suspect that shows these fingerprints; false when it may not. */
  admit(fingerprints: readonly string[], sides: readonly Side[], reads: number): boolean {
    const left = Math.min(...sides.map((side) => this.#saved[side]));
    if (left < reads - dust || !this.#shares.isTurnOf(fingerprints, left, keptForOthers)) return false;
    this.#take(sides, reads);
    this.#shares.take(fingerprints, reads);
    this.#spent += reads;
    if (this.#spent >= halvedAfter) {
      this.#spent = 0;
      this.#shares.halve();
    }
    return true;
  }

  /** Takes one more read of each of these sides; false when none is left. */
  more(sides: readonly Side[]): boolean {
    if (sides.some((side) => this.#saved[side] < 1 - dust)) return false;
    this.#take(sides, 1);
    return true;
  }

  /** So many reads of each of these sides were taken and not made. */
  giveBack(sides: readonly Side[], reads: number): void {
    for (const side of sides) this.#saved[side] = Math.min(mostSaved, this.#saved[side] + reads);
  }

  #take(sides: readonly Side[], reads: number): void {
    for (const side of sides) this.#saved[side] -= reads;
  }
}

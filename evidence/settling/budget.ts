import type { Side } from '../tally.js';
import { FairShares } from './fair-shares.js';

/** Reads of each side that new evidence of a route may always make, so that a quiet one learns at all (design: evidence §2). */
const freeReads = 200;
/** Milliseconds between free reads and the next ones: who edits rules all the time must not pay with load. */
const freeEvery = 600_000;
/** Reads saved up at most: what was not needed for hours must not come all at once. */
const mostSaved = 1_000;
/** Reads kept for fingerprints that have spent less than others. */
const keptForOthers = 25;
/** What fingerprints have spent is halved each time that they together spent so much: what was long ago does not count. */
const halvedAfter = 400;

const sides: readonly Side[] = ['legacy', 'candidate'];
/** What a thousand sums of shares may be off by. */
const dust = 1e-6;

/**
 * How often the sides of a route may be read again, whichever evidence that is for: a share of its requests on
 * each side, fair over fingerprints.
 */
export class SettleBudget {
  readonly #saved: Record<Side, number> = { legacy: 0, candidate: 0 };
  readonly #shares = new FairShares();
  #spent = 0;
  #extraLoad = 0;
  #freeSince = Number.NEGATIVE_INFINITY;

  /**
   * Evidence begins anew.
   * @param extraLoad reads of each side for every request
   * @param now milliseconds that never go back
   */
  begin(extraLoad: number, now: number): void {
    this.#extraLoad = extraLoad;
    if (now - this.#freeSince < freeEvery) return;
    this.#freeSince = now;
    for (const side of sides) this.#saved[side] = Math.max(this.#saved[side], freeReads);
  }

  /** A request was compared. */
  earn(): void {
    for (const side of sides) this.#saved[side] = Math.min(mostSaved, this.#saved[side] + this.#extraLoad);
  }

  /** Takes so many reads of each of these sides for a suspect that shows these fingerprints; false when it may not. */
  admit(fingerprints: readonly string[], of: readonly Side[], reads: number): boolean {
    const left = Math.min(...of.map((side) => this.#saved[side]));
    if (left < reads - dust || !this.#shares.isTurnOf(fingerprints, left, keptForOthers)) return false;
    this.#take(of, reads);
    this.#shares.take(fingerprints, reads);
    this.#spent += reads;
    if (this.#spent >= halvedAfter) {
      this.#spent = 0;
      this.#shares.halve();
    }
    return true;
  }

  /** Takes one more read of each of these sides; false when none is left. */
  more(of: readonly Side[]): boolean {
    if (of.some((side) => this.#saved[side] < 1 - dust)) return false;
    this.#take(of, 1);
    return true;
  }

  /** So many reads of each of these sides were taken and not made. */
  giveBack(of: readonly Side[], reads: number): void {
    for (const side of of) this.#saved[side] = Math.min(mostSaved, this.#saved[side] + reads);
  }

  #take(of: readonly Side[], reads: number): void {
    for (const side of of) this.#saved[side] -= reads;
  }
}

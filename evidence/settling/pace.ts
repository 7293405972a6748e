import { FairShares } from './fair-shares.js';

/** Reads of one route that run at once, so that none of its sides is crowded and no slow route is all that is read. */
const mostReads = 8;
/** Looks that a suspect needs for certain: at once, ¼, ½, 1 and 2 × freshness. */
export const looksNeeded = 5;
/** How fast the time of one look is learnt, as the weight of the newest. */
const learning = 0.1;
/** The part of what can be looked at in time that is kept for the rarer kinds. */
const keptForOthers = 0.1;

/** How many suspects of a route can be looked at when they are due: a look that comes late tells of lag that was not there. */
export class Pace {
  /** Suspects that are looked at until 2 × freshness. */
  #looking = 0;
  readonly #shares = new FairShares();
  #reading = 0;
  /** Milliseconds that one look takes, as of late, with the wait for its turn. */
  #takes = 0;

  /**
   * Whether there is time for one more that shows these fingerprints.
   * @param within milliseconds over which it is looked at
   */
  hasTime(fingerprints: readonly string[], within: number): boolean {
    const most = (mostReads * within) / (looksNeeded * Math.max(1, this.#takes));
    const left = most - this.#looking;
    // One may always be looked at: nothing else tells that looks are quick again.
    if (left < 1) return this.#looking === 0;
    return this.#shares.isTurnOf(fingerprints, left, Math.max(2, keptForOthers * most));
  }

  /** One more is looked at. */
  join(fingerprints: readonly string[]): void {
    this.#looking += 1;
    this.#shares.take(fingerprints, 1);
  }

  leave(fingerprints: readonly string[]): void {
    this.#looking -= 1;
    this.#shares.giveBack(fingerprints, 1);
  }

  /** Whether one more of its looks may run. */
  get mayRead(): boolean {
    return this.#reading < mostReads;
  }

  reads(): void {
    this.#reading += 1;
  }

  /** A look is over. @param milliseconds since it was due */
  looked(milliseconds: number): void {
    this.#reading -= 1;
    this.#takes += (milliseconds - this.#takes) * learning;
  }
}

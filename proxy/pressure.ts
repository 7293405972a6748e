/** Lateness of the event loop beyond which it had too much to do, in milliseconds. */
const tooLate = 400;
/** For so long afterwards nothing is done that can be left, in milliseconds. */
const restFor = 1_000;
/** Part of the permitted descriptors from which on the rest is the live side's alone. */
const spare = 0.8;

/**
 * Whether this process has anything to spare. Shadow reads are what it can leave: when the event loop
 * stalls or descriptors run out, they go first, so that live requests keep what there is.
 */
export class Pressure {
  #restUntil = Number.NEGATIVE_INFINITY;
  #descriptorsLow = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The event loop came to something so many milliseconds after it was due. */
  late(milliseconds: number): void {
    if (milliseconds >= tooLate) this.#restUntil = this.now() + restFor;
  }

  /** So many descriptors of those that are permitted are open. */
  descriptors(open: number, permitted: number): void {
    this.#descriptorsLow = open >= permitted * spare;
  }

  get isHigh(): boolean {
    return this.#descriptorsLow || this.now() < this.#restUntil;
  }
}

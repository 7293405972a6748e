const first = 250;
const longest = 30_000;
/** A thread that lived so long was well, in milliseconds. */
const wellAfter = 60_000;

/** Keeps a thread that dies again and again from costing more than it is worth. */
export class CrashGuard {
  #born = 0;
  #deaths = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A thread was started. */
  started(): void {
    this.#born = this.now();
  }

  /** It died; returns the milliseconds to wait before the next: doubling from death to death, up to half a minute. */
  died(): number {
    if (this.isWell) this.#deaths = 0;
    return Math.min(longest, first * 2 ** this.#deaths++);
  }

  /** Deaths without a long enough life between them. */
  get deathsInARow(): number {
    return this.isWell ? 0 : this.#deaths;
  }

  private get isWell(): boolean {
    return this.now() - this.#born >= wellAfter;
  }
}

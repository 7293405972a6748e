/** How somebody's question may take time from what comes in, in milliseconds. */
export interface SliceLimits {
  /** Work at a time; what began is brought to its next halt. */
  readonly slice: number;
  /** Work for one question in all. */
  readonly work: number;
}

const inService: SliceLimits = { slice: 5, work: 3_000 };

/**
 * Works on long questions a slice at a time, one question after the other, and rests after each slice as long as it
 * took: whatever comes in meanwhile waits for a slice, never for a question.
 */
export class Slices {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly limits: SliceLimits = inService,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param make the work, which halts wherever it yields, and asks whether there is time to go on */
  run<T>(make: (hasTime: () => boolean) => Generator<void, T>): Promise<T> {
    const result = this.#last.then(() => this.#work(make));
    // Whoever asked hears of a failure; the next one begins all the same.
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #work<T>(make: (hasTime: () => boolean) => Generator<void, T>): Promise<T> {
    let worked = 0;
    const steps = make(() => worked < this.limits.work);
    for (;;) {
      const began = this.now();
      do {
        const { done, value } = steps.next();
        if (done === true) return value;
      } while (this.now() - began < this.limits.slice);
      const took = this.now() - began;
      worked += took;
      await new Promise((resolve) => setTimeout(resolve, took).unref());
    }
  }
}

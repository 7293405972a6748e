import { setImmediate } from 'node:timers/promises';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/**
 * Time that passes only when it is told to, in milliseconds from 0. Timers run in the order in which they are
 * due, those of one instant in the order in which they were set; before the first and after each, whatever code
 * is waiting for a promise that has settled goes on. Promises that wait for anything but this clock (sockets,
 * files, real timers) are not waited for.
 */
export class VirtualClock {
  private time = 0;
  private running = false;
  /** The next one last. */
  private readonly timers: Timer[] = [];

  /** The instant, in milliseconds. */
  readonly now = (): number => this.time;

  /**
   * Runs something once, `ms` milliseconds from now (0: after whatever is already due now).
   * @returns a function that cancels it; cancelling what has run or was cancelled does nothing
   * @throws RangeError when `ms` is negative or not finite
   */
  readonly after = (ms: number, run: () => void): (() => void) => {
    if (!(ms >= 0 && ms < Infinity)) {
      throw new RangeError(`a timer is due in ${ms} ms: give a finite number of milliseconds from 0 on`);
    }
    const timer = { due: this.time + ms, run };
    this.timers.splice(this.placeOf(timer.due), 0, timer);
    return () => {
      const at = this.timers.indexOf(timer, this.placeOf(timer.due));
      if (at >= 0) this.timers.splice(at, 1);
    };
  };

  /**
   * Lets time pass up to and including `until`, where the clock then stands.
   * @throws RangeError for an instant that is over; Error when it runs already; whatever a timer throws
   */
  async run(until: number): Promise<void> {
    if (!(until >= this.time))
      throw new RangeError(`${until} ms is over: the clock stands at ${this.time} ms`);
    if (this.running) throw new Error('the clock runs already: await that run before the next one');
    this.running = true;
    try {
      await setImmediate();
      for (
        let next = this.timers.at(-1);
        next !== undefined && next.due <= until;
        next = this.timers.at(-1)
      ) {
        this.timers.pop();
        this.time = next.due;
        next.run();
        // oxlint-disable-next-line no-await-in-loop -- the next timer must find what this one set going
        await setImmediate();
      }
      this.time = until;
    } finally {
      this.running = false;
    }
  }

  /** Where a timer that is due then stands: before all that are due then or earlier, since the next is last. */
  private placeOf(due: number): number {
    let [low, high] = [0, this.timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.timers[middle] as Timer).due > due) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

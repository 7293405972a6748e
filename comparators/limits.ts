import type { GaveUp } from './difference.js';

/** What one comparison may cost. Past any of these it gives up and says so: never a match. */
export interface Limits {
  /** Bytes of one body after its content coding is undone. */
  readonly decodedBytes: number;
  /** Decoded bytes per byte on the wire. */
  readonly ratio: number;
  /** How deep lists and objects may nest. */
  readonly depth: number;
  /** Members of all objects of one document together. */
  readonly keys: number;
  /** Milliseconds for the whole comparison, by `clock`. */
  readonly milliseconds: number;
  /** A clock that never goes back, in milliseconds. */
  readonly clock: () => number;
}

/** For answers that pass by: small enough that one analyst keeps up. */
export const answerLimits: Limits = {
  decodedBytes: 4 * 1024 * 1024,
  ratio: 100,
  depth: 200,
  keys: 100_000,
  milliseconds: 250,
  clock: () => performance.now(),
};

/** For files that a person compares on purpose, and waits for. */
export const fileLimits: Limits = {
  ...answerLimits,
  decodedBytes: 256 * 1024 * 1024,
  keys: 10_000_000,
  milliseconds: 60_000,
};

/** Thrown inside the room when a limit is reached; the entry points turn it into `unreadable`. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
  constructor(
    readonly reason: GaveUp,
    message: string,
  ) {
    super(message);
  }
}

/** Watches the time of one comparison; asks the clock only every thousandth step. */
export class Deadline {
  private readonly end: number;
  private steps = 0;

  constructor(private readonly limits: Limits) {
    this.end = limits.clock() + limits.milliseconds;
  }

  /** Counts one step of work. @throws LimitReached when the time is over. */
  step(): void {
    this.steps += 1;
    if ((this.steps & 1023) === 0) this.check();
  }

  /** Asks the clock now. @throws LimitReached when the time is over. */
  check(): void {
    if (this.limits.clock() > this.end) {
      throw new LimitReached('too-slow', `comparing took more than ${this.limits.milliseconds} ms`);
    }
  }
}

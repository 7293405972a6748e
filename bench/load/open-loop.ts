import { Latencies } from './latencies.js';

/** Told when an answer is whole, or will not come; with the time in milliseconds. */
export type Answered = (now: number, ok: boolean) => void;

/** What is sent when, in milliseconds of the caller's clock. */
export interface OpenPlan {
  readonly start: number;
  readonly perSecond: number;
  readonly total: number;
  /** So many come first and are not measured: the client itself is cold, and opens its connections. */
  readonly lead: number;
}

/**
 * Sends at a fixed rate, whatever was answered so far, and measures each request from when it was due.
 * A client that waits for an answer before it asks again leaves out the very requests that would have
 * waited longest (coordinated omission); here their wait is in the record.
 */
export class OpenLoop {
  readonly latencies = new Latencies();
  #sent = 0;
  #answered = 0;
  #failed = 0;
  readonly #waiting = new Set<number>();

  constructor(
    private readonly plan: OpenPlan,
    private readonly send: (number: number, answered: Answered) => void,
  ) {}

  /** Sends all that is due by now; milliseconds of the same clock as the plan's start. */
  tick(now: number): void {
    for (; this.#sent < this.plan.total && this.#due(this.#sent) <= now; this.#sent++) {
      const number = this.#sent;
      this.#waiting.add(number);
      this.send(number, (at, ok) => this.#end(number, at, ok));
    }
  }

  /** Ends what was not answered: failed, after all that time. */
  giveUp(now: number): void {
    for (const number of this.#waiting) this.#end(number, now, false);
  }

  get done(): boolean {
    return this.#answered === this.plan.total;
  }

  get answered(): number {
    return this.#answered;
  }

  get failed(): number {
    return this.#failed;
  }

  #end(number: number, now: number, ok: boolean): void {
    if (!this.#waiting.delete(number)) return;
    if (number >= this.plan.lead) this.latencies.record(now - this.#due(number));
    this.#answered += 1;
    if (!ok) this.#failed += 1;
  }

  #due(number: number): number {
    return this.plan.start + (number * 1_000) / this.plan.perSecond;
  }
}

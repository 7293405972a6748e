import type { Failure } from '../comparators/observation.js';
import type { RawObservation } from '../evidence/pair.js';
import type { RawHeaders } from './headers.js';
import type { Receiver } from './receiver.js';

/** One budget in bytes for all bodies that are captured, waiting or in flight. */
export class CaptureBudget {
  #used = 0;
  constructor(readonly limit: number) {}

  /** Bytes taken now. */
  get used(): number {
    return this.#used;
  }

  take(bytes: number): boolean {
    if (this.#used + bytes > this.limit) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/** What was captured: an observation with its total time, or why there is none. */
export interface Captured {
  readonly observation: RawObservation | { readonly kind: 'given-up'; readonly reason: 'over-cap' | 'shed' };
  /** Seconds from the start of the read to its end. */
  readonly duration: number;
}

/** What a chunk costs beside its bytes: a body may come in a million pieces. */
const chunkCost = 256;

/** A bounded copy of what one side answers. It never slows the read it listens to. */
export class Capture implements Receiver {
  readonly ended: Promise<Captured>;
  #settle: (captured: Captured) => void = () => {};
  #status = 0;
  #reason = '';
  #headers: RawHeaders = [];
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #held = 0;
  #released = false;
  #givenUp: 'over-cap' | 'shed' | undefined;
  readonly #started = performance.now();

  constructor(
    private readonly budget: CaptureBudget,
    /** Largest body in bytes, as sent on the wire. */
    private readonly cap: number,
    /** Called once when the copy is given up, so that a read made only for it can end. */
    private readonly onGivenUp: () => void = () => {},
  ) {
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Whether the copy was given up, so that nobody waits for it. */
  get isGivenUp(): boolean {
    return this.#givenUp !== undefined;
  }

  /** The reason phrase, which a comparison ignores and a replay must not. */
  get reason(): string {
    return this.#reason;
  }

  /** Gives the copy's bytes back to the budget. */
  release(): void {
    this.#released = true;
    this.budget.give(this.#held);
    this.#held = 0;
    this.#chunks = [];
  }

  interim(): void {}

  head(status: number, reason: string, headers: RawHeaders): void {
    this.#status = status;
    this.#reason = reason;
    this.#headers = headers;
  }

  data(chunk: Uint8Array): boolean {
    if (this.#givenUp || this.#released) return true;
    const cost = chunk.length + chunkCost;
    if (this.#bytes + chunk.length > this.cap) this.#giveUp('over-cap');
    else if (!this.budget.take(cost)) this.#giveUp('shed');
    else {
      this.#bytes += chunk.length;
      this.#held += cost;
      // A piece must not keep alive what it is a small part of, such as all that one read of a socket gave.
      this.#chunks.push(chunk.length * 2 < chunk.buffer.byteLength ? new Uint8Array(chunk) : chunk);
    }
    return true;
  }

  end(): void {
    const observation = this.#givenUp
      ? ({ kind: 'given-up', reason: this.#givenUp } as const)
      : Object.freeze({
          kind: 'answer' as const,
          status: this.#status,
          headers: this.#headers,
          body: this.#chunks,
        });
    this.#finish(observation);
  }

  fail(failure: Failure): void {
    this.#finish(this.#givenUp ? { kind: 'given-up', reason: this.#givenUp } : failure);
  }

  #finish(observation: Captured['observation']): void {
    this.#settle({ observation, duration: (performance.now() - this.#started) / 1000 });
  }

  #giveUp(reason: 'over-cap' | 'shed'): void {
    this.#givenUp = reason;
    this.release();
    this.onGivenUp();
  }
}

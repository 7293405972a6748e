import type { Failure } from '../comparators/observation.js';
import type { Pieces, RawObservation } from '../evidence/pair.js';
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

/** Why a copy is not whole: the body is larger than may be kept, or there is no room for it now. */
export type NoRoom = 'over-cap' | 'shed';

/** What was captured: an observation with its total time, or why there is none. */
export interface Captured {
  readonly observation: RawObservation | { readonly kind: 'given-up'; readonly reason: NoRoom };
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
  #headers: RawHeaders = [];
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #held = 0;
  #released = false;
  #givenUp: NoRoom | undefined;
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

  /** What is kept of the body, in the pieces it came in; nothing once it was given up or released. */
  get pieces(): Pieces {
    return this.#chunks;
  }

  /** Gives the copy's bytes back to the budget. */
  release(): void {
    this.#released = true;
    this.budget.give(this.#held);
    this.#held = 0;
    this.#chunks = [];
  }

  interim(): void {}

  head(status: number, _reason: string, headers: RawHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  data(chunk: Uint8Array): boolean {
    if (this.#released) return true;
    const why = this.keep(chunk);
    if (why !== undefined) this.giveUp(why);
    return true;
  }

  /** Keeps a further piece, or says why there is no room for it and leaves all as it was. */
  keep(chunk: Uint8Array): NoRoom | undefined {
    if (this.#givenUp) return this.#givenUp;
    const cost = chunk.length + chunkCost;
    if (this.#bytes + chunk.length > this.cap) return 'over-cap';
    if (!this.budget.take(cost)) return 'shed';
    this.#bytes += chunk.length;
    this.#held += cost;
    // A piece must not keep alive what it is a small part of, such as all that one read of a socket gave.
    this.#chunks.push(chunk.length * 2 < chunk.buffer.byteLength ? new Uint8Array(chunk) : chunk);
    return undefined;
  }

  /** Lets go of what was kept: the copy will not be whole. */
  giveUp(reason: NoRoom): void {
    if (this.#givenUp) return;
    this.#givenUp = reason;
    this.release();
    this.onGivenUp();
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
}

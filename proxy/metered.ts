import type { Failure } from '../comparators/observation.js';
import type { Side } from '../evidence/tally.js';
import type { RawHeaders } from './headers.js';
import type { Receiver } from './receiver.js';
import type { TrafficCounter } from './traffic-counter.js';

/** Counts how long one read took and how it failed, whatever else listens to it. */
export class Metered implements Receiver {
  readonly #started = performance.now();

  constructor(
    private readonly counter: TrafficCounter,
    private readonly route: string,
    private readonly side: Side,
    private readonly receiver: Receiver,
    /** Names an example of how long reads take. */
    private readonly trace: { readonly kept: string | undefined },
  ) {}

  interim(status: number, headers: RawHeaders): void {
    this.receiver.interim(status, headers);
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.receiver.head(status, reason, headers);
  }

  data(chunk: Uint8Array): boolean {
    return this.receiver.data(chunk);
  }

  end(trailers: RawHeaders): void {
    this.counter.duration(this.route, this.side, (performance.now() - this.#started) / 1000, this.trace);
    this.receiver.end(trailers);
  }

  fail(failure: Failure): void {
    // A read that we gave up says nothing of the upstream.
    if (failure.reason !== 'aborted') this.counter.failure(this.route, this.side, failure.reason);
    this.receiver.fail(failure);
  }
}

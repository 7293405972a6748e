import type { Failure } from '../comparators/observation.js';
import type { Admission } from './circuit-breaker.js';
import type { RawHeaders } from './headers.js';
import type { Receiver } from './receiver.js';

/** Tells a circuit breaker how a read that it admitted went, whatever else listens to it. */
export class Judged implements Receiver {
  #status = 0;

  constructor(
    private readonly admission: Admission,
    /**
     * Whether a client waits for it. Then its head decides, a 5xx against the upstream: what follows may
     * stream for hours. Where it is only compared it must arrive whole, and a 5xx speaks neither for nor
     * against it: an answer worth seeing for every entity, that must not hide what clients are given.
     */
    private readonly live: boolean,
    private readonly receiver: Receiver,
  ) {}

  interim(status: number, headers: RawHeaders): void {
    this.receiver.interim(status, headers);
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.#status = status;
    if (this.live && status >= 500) this.admission.failed(performance.now());
    else if (this.live) this.admission.succeeded();
    this.receiver.head(status, reason, headers);
  }

  data(chunk: Uint8Array): boolean {
    return this.receiver.data(chunk);
  }

  end(trailers: RawHeaders): void {
    if (this.#status >= 500) this.admission.released(performance.now());
    else this.admission.succeeded();
    this.receiver.end(trailers);
  }

  fail(failure: Failure): void {
    // What we gave up ourselves, or had no means for, says nothing.
    if (failure.reason === 'aborted' || failure.reason === 'exhausted')
      this.admission.released(performance.now());
    else this.admission.failed(performance.now());
    this.receiver.fail(failure);
  }
}

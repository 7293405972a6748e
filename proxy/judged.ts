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
     * A 5xx counts against the upstream: so it is where clients are waiting. Where it is only compared
     * it is an answer like another, and worth seeing for every entity.
     */
    private readonly countsServerErrors: boolean,
    private readonly receiver: Receiver,
  ) {}

  interim(status: number, headers: RawHeaders): void {
    this.receiver.interim(status, headers);
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.#status = status;
    this.receiver.head(status, reason, headers);
  }

  data(chunk: Uint8Array): boolean {
    return this.receiver.data(chunk);
  }

  end(trailers: RawHeaders): void {
    if (this.countsServerErrors && this.#status >= 500) this.admission.failed(performance.now());
    else this.admission.succeeded();
    this.receiver.end(trailers);
  }

  fail(failure: Failure): void {
    // What we gave up ourselves says nothing.
    if (failure.reason === 'aborted') this.admission.released(performance.now());
    else this.admission.failed(performance.now());
    this.receiver.fail(failure);
  }
}

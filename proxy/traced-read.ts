import type { Failure } from '../comparators/observation.js';
import type { Side } from '../evidence/tally.js';
import type { Span, SpanAttributes, SpanSink } from '../evidence/tracing/span.js';
import type { Purpose } from './address.js';
import type { RawHeaders } from './headers.js';
import type { Receiver } from './receiver.js';
import { methodTold } from './server-span.js';

/** What is asked of whom, without saying what for: that may name a person. */
export interface TracedAsk {
  readonly purpose: Purpose;
  readonly side: Side;
  readonly upstream: string;
  readonly origin: string;
  readonly method: string;
}

/** Tells one read as a client's span (OpenTelemetry, HTTP client span), whatever else listens to it. */
export class TracedRead implements Receiver {
  readonly #start: number;
  #status: number | undefined;

  constructor(
    private readonly of: Pick<Span, 'trace' | 'id' | 'parent' | 'name'>,
    private readonly ask: TracedAsk,
    private readonly sink: SpanSink,
    private readonly receiver: Receiver,
  ) {
    this.#start = sink.now();
  }

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
    // A client's span of 4xx failed, a server's did not.
    const status = this.#status ?? 0;
    this.#tell(status >= 400 ? String(status) : undefined);
    this.receiver.end(trailers);
  }

  fail(failure: Failure): void {
    this.#tell(failure.reason);
    this.receiver.fail(failure);
  }

  #tell(error: string | undefined): void {
    const attributes = readAttributes(this.ask, this.#status, error);
    const times = { start: this.#start, end: this.sink.now() };
    this.sink.tell({ ...this.of, kind: 'client', ...times, failed: error !== undefined, attributes });
  }
}

function readAttributes(
  { purpose, side, upstream, origin, method }: TracedAsk,
  status: number | undefined,
  error: string | undefined,
): SpanAttributes {
  const { hostname, port, protocol } = new URL(origin);
  return {
    ...methodTold(method),
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    'banyan.side': side,
    'banyan.upstream': upstream,
    ...(purpose === 'rescue' && { 'banyan.rescue': true }),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(error !== undefined && { 'error.type': error }),
  };
}

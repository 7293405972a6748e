import type { Failure } from '../comparators/observation.js';
import type { Side } from '../evidence/tally.js';
import type { Span, SpanAttributes, SpanSink } from '../evidence/tracing/span.js';
import type { Purpose } from './address.js';
import type { RawHeaders } from './headers.js';
import type { Receiver } from './receiver.js';
import { methodTold } from './server-span.js';
import type { UpstreamRule } from './upstream-rule.js';

/** What is asked of whom, without saying what for: that may name a person. */
export interface TracedAsk {
  readonly purpose: Purpose;
  readonly side: Side;
  readonly upstream: UpstreamRule;
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
  { purpose, side, upstream, method }: TracedAsk,
  status: number | undefined,
  error: string | undefined,
): SpanAttributes {
  const { host, port } = addressOf(upstream);
  const attributes: Record<string, string | number | boolean> = {
    'http.request.method': methodTold(method),
    'server.address': host,
    'server.port': port,
    'banyan.side': side,
    'banyan.upstream': upstream.name,
  };
  if (purpose === 'rescue') attributes['banyan.rescue'] = true;
  if (status !== undefined) attributes['http.response.status_code'] = status;
  if (error !== undefined) attributes['error.type'] = error;
  return attributes;
}

/** Taken apart once: an address costs as much as all else that a span does. */
const addresses = new WeakMap<UpstreamRule, { readonly host: string; readonly port: number }>();

function addressOf(upstream: UpstreamRule): { readonly host: string; readonly port: number } {
  const known = addresses.get(upstream);
  if (known) return known;
  const { hostname, port, protocol } = new URL(upstream.origin);
  const made = { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  addresses.set(upstream, made);
  return made;
}

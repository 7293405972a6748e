/** What a client does. */
export type Load =
  | { readonly kind: 'closed'; readonly connections: number; readonly seconds: number }
  | { readonly kind: 'open'; readonly perSecond: number; readonly seconds: number };

/** Whom it asks, and for how many entities in turn. */
export interface Target {
  readonly origin: string;
  readonly path: string;
  readonly entities: number;
}

/** What it saw. Latencies in milliseconds; under an open loop from when a request was due. */
export interface Measured {
  /** Answered or failed; under an open loop with those that led in, whose latency is not told. */
  readonly requests: number;
  readonly seconds: number;
  /** Requests that failed, or were not answered with 200. */
  readonly errors: number;
  readonly latency: { readonly p50: number; readonly p99: number; readonly p999: number };
}

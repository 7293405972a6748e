/** One header line as it stood on the wire: name with its case, value untouched. */
export type HeaderLine = readonly [name: string, value: string];

/** Why a side gave no comparable answer; each reason is also a metric label. */
export type FailureReason =
  | 'refused'
  | 'dns'
  | 'connect-timeout'
  | 'timeout'
  | 'reset'
  | 'truncated'
  | 'invalid-http'
  | 'tls'
  | 'breaker-open'
  /** This machine had no descriptor or port left: it says nothing of the side. */
  | 'exhausted'
  | 'aborted';

/**
 * What one side answered to one request, complete and as sent on the wire:
 * the body still carries its content coding. Frozen when made.
 */
export interface Answer {
  readonly kind: 'answer';
  /** HTTP status code, 200–599. */
  readonly status: number;
  /** End-to-end header lines in wire order. */
  readonly headers: readonly HeaderLine[];
  /** The body's bytes; `null` where the caller knows both bodies to be equal, byte for byte. */
  readonly body: Uint8Array | null;
}

/** A side that gave no answer, or none that could be read to its end. */
export interface Failure {
  readonly kind: 'failure';
  readonly reason: FailureReason;
  readonly detail: string;
}

/** What one side answered: an answer, or a failure. */
export type Observation = Answer | Failure;

/** Every value of a header, in wire order; header names match without case (RFC 9110 §5.1). */
export function headerValues(headers: readonly HeaderLine[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([line]) => line.toLowerCase() === wanted).map(([, value]) => value);
}

/** What a span says beside its times; never a raw path, a key, a header or a value of an answer (design: faults, Threats). */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Something that happened within a span. */
export interface SpanEvent {
  readonly name: string;
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
  readonly attributes: SpanAttributes;
}

/** One piece of work on a request, as OpenTelemetry knows it; made when it is over, and never changed. */
export interface Span {
  /** The trace that it belongs to: 32 hexadecimal digits, lower case. */
  readonly trace: string;
  /** 16 hexadecimal digits, lower case. */
  readonly id: string;
  /** The span that it hangs below; undefined for one that begins its trace. */
  readonly parent: string | undefined;
  /** Whether the parent is in another process. */
  readonly parentIsRemote?: boolean;
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal';
  /** Milliseconds since 1970, with fractions. */
  readonly start: number;
  readonly end: number;
  /** It went wrong, by the conventions for HTTP; `error.type` among its attributes says how. */
  readonly failed: boolean;
  readonly attributes: SpanAttributes;
  readonly events?: readonly SpanEvent[];
}

/** The trace of a pair's request, as far as the analyst needs it. */
export interface PairTrace {
  /** 32 hexadecimal digits, lower case. */
  readonly id: string;
  /** The request's own span, below which the analyst tells its spans; undefined where none of this trace is told. */
  readonly span?: string | undefined;
}

/** Where spans go; never throws, never waits. */
export interface SpanSink {
  tell(span: Span): void;
  /** Milliseconds since 1970, with fractions; intervals of them do not go back. */
  now(): number;
}

/** Milliseconds since 1970 by a clock that goes on evenly, whoever sets the other one. */
export const spanClock = (): number => performance.timeOrigin + performance.now();

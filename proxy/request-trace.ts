import type { IncomingMessage } from 'node:http';
import type { Side } from '../evidence/tally.js';
import type { PairTrace, SpanSink } from '../evidence/tracing/span.js';
import { newSpanId, newTraceId } from '../evidence/tracing/trace-ids.js';
import type { Purpose } from './address.js';
import type { TraceLines } from './headers.js';
import type { Receiver } from './receiver.js';
import { type Answered, serverSpan } from './server-span.js';
import type { Sampler } from './sampler.js';
import { isTracestate, readTraceparent, sampledFlag, writeTraceparent } from './trace-context.js';
import { TracedRead } from './traced-read.js';
import type { UpstreamRule } from './upstream-rule.js';

/** What it takes to tell spans of requests; not there while tracing is off. */
export interface Tracing extends SpanSink {
  readonly samples: Sampler;
}

/** The trace that a request belongs to, from now on. */
interface Belonging {
  readonly trace: string;
  /** The client's span; undefined where the trace begins here. */
  readonly client: string | undefined;
  readonly flags: number;
}

/**
 * The trace of one request: what each side is told of it, and the spans that Banyan tells itself. While tracing is
 * off nothing of it is looked at before a shadow is read, and no span is told.
 */
export class RequestTrace {
  #known: Belonging | undefined;
  readonly #start: number;
  /** The request's own span, and whether it and those below it are told. */
  readonly #own: string | undefined;
  readonly #isTold: boolean;
  /** The spans of reads, by what each is for. */
  #reads: { [P in Purpose]?: string } | undefined;
  #answeredAt: number | undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly tracing: Tracing | undefined,
  ) {
    this.#start = tracing?.now() ?? 0;
    this.#own = tracing && newSpanId();
    this.#isTold = tracing !== undefined && (this.#belonging.flags & sampledFlag) !== 0;
  }

  /** The trace, if somebody keeps it: Banyan, or the client says that it does. */
  get kept(): string | undefined {
    if (this.tracing) return this.#isTold ? this.#belonging.trace : undefined;
    const asked = readTraceparent(this.request.headers['traceparent']);
    return asked && (asked.flags & sampledFlag) !== 0 ? asked.trace : undefined;
  }

  /** What the request's pair remembers of it. */
  get ofPair(): PairTrace {
    const id = this.#belonging.trace;
    return this.#isTold ? { id, span: this.#own } : { id };
  }

  /**
   * What an upstream is told in place of the client's own lines; undefined where those pass as they came, as they do
   * for whoever answers the client while Banyan takes no part in the trace. Where it does, the parent is the span of
   * this very read: `parent-id` names the request as its sender knows it (W3C Trace Context §3.2.2.4).
   */
  linesFor(purpose: Purpose): TraceLines | undefined {
    if (!this.tracing && purpose !== 'shadow') return undefined;
    const { trace, client, flags } = this.#belonging;
    return {
      traceparent: writeTraceparent({ trace, parent: this.#spanOf(purpose), flags }),
      // What belongs to a trace that ended here says nothing of the one that begins (§3.3, 4.3).
      keepsState: client !== undefined && isTracestate(this.request.headers['tracestate']),
    };
  }

  /** Listens to a read, so that it becomes a span; whoever listened already is all there is where none is told. */
  listen(purpose: Purpose, side: Side, upstream: UpstreamRule, receiver: Receiver): Receiver {
    const { tracing } = this;
    if (!tracing || !this.#isTold) return receiver;
    const { trace } = this.#belonging;
    const span = { trace, id: this.#spanOf(purpose), parent: this.#own };
    const of = { ...span, name: purpose === 'shadow' ? 'shadow' : 'live' };
    const read = { purpose, side, upstream, method: this.request.method ?? '' };
    return new TracedRead(of, read, tracing, receiver);
  }

  /** The client has its answer, or went away: what comes is no part of the request's own time. */
  answered(): void {
    this.#answeredAt ??= this.tracing?.now();
  }

  /** The request has come to its one outcome. */
  end(answered: Answered): void {
    const { tracing } = this;
    if (!tracing || !this.#isTold || this.#own === undefined) return;
    const { trace, client } = this.#belonging;
    const times = { start: this.#start, end: this.#answeredAt ?? tracing.now() };
    tracing.tell(serverSpan(this.request, answered, { trace, id: this.#own, parent: client, ...times }));
  }

  get #belonging(): Belonging {
    this.#known ??= this.#belongsTo();
    return this.#known;
  }

  #belongsTo(): Belonging {
    const asked = readTraceparent(this.request.headers['traceparent']);
    const trace = asked?.trace ?? newTraceId();
    const flags = asked?.flags ?? 0;
    if (!this.tracing) return { trace, client: asked?.parent, flags };
    const isSampled = this.tracing.samples(trace, asked?.flags);
    const told = isSampled ? flags | sampledFlag : flags & ~sampledFlag;
    return { trace, client: asked?.parent, flags: told };
  }

  #spanOf(purpose: Purpose): string {
    this.#reads ??= {};
    return (this.#reads[purpose] ??= newSpanId());
  }
}

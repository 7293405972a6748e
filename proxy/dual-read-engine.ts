import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Failure } from '../comparators/observation.js';
import type { Connections } from './connections.js';
import {
  aborted,
  invalidAnswer,
  maxInterim,
  nameFailure,
  timedOut,
  tooManyInterim,
  whyNotPassed,
} from './failure.js';
import { endToEnd, safeTrailers } from './headers.js';
import type { Exchange, Receiver } from './receiver.js';

/** A request whose body, if it has one, is at hand, as it goes to an upstream. */
export interface Read {
  readonly method: string;
  readonly path: string;
  /** Header names and values by turns. */
  readonly headers: readonly string[];
  /** Only for a route whose POSTs are safe. */
  readonly body: Buffer | undefined;
  /** Milliseconds until the answer must have arrived. */
  readonly timeout: number;
  /** Whether that is the whole answer or its head; what follows a head may stream as long as it does not pause. */
  readonly deadline: 'whole' | 'head';
}

/**
 * Reads one answer over undici: no redirect, no decompression.
 * @param again for a read that a client waits for: reads once more, when a connection broke before its
 * answer began, as a stale one does (RFC 9112 §9.3.1). By the other engine, which also passes over what
 * undici breaks off for: a 100 Continue that nobody asked for (RFC 9110 §15.2).
 */
export function readUpstream(
  connections: Connections,
  read: Read,
  receiver: Receiver,
  again?: () => Exchange,
): Exchange {
  const exchange = new UndiciExchange(connections, read, receiver, again);
  exchange.dispatch();
  return exchange;
}

/** Speaks undici's raw handler, so that header names, order and duplicates stay as they were sent. */
class UndiciExchange implements Exchange, Dispatcher.DispatchHandler {
  #abort: ((error?: Error) => void) | undefined;
  #resume: (() => void) | undefined;
  #headSeen = false;
  /** Whoever listens takes no more for now: nobody waits for the upstream. */
  #held = false;
  #mayStream: boolean;
  #interim = 0;
  #over = false;
  /** The read that took this one's place. */
  #second: Exchange | undefined;
  readonly #deadline: NodeJS.Timeout;

  constructor(
    private readonly connections: Connections,
    private readonly read: Read,
    private readonly receiver: Receiver,
    private readonly again: (() => Exchange) | undefined,
  ) {
    this.#mayStream = read.deadline === 'head';
    this.#deadline = setTimeout(() => {
      if (this.#held) this.#deadline.refresh();
      else this.#stop(timedOut(read.timeout));
    }, read.timeout);
  }

  dispatch(): void {
    const { method, path, headers, body } = this.read;
    this.connections.dispatch({ method, path, headers: headers as string[], body: body ?? null }, this);
  }

  resume(): void {
    if (this.#second) {
      this.#second.resume();
      return;
    }
    // What lets this one go on may be another's answer, and undici's parsers must not run within each other.
    queueMicrotask(() => {
      if (this.#over) return;
      this.#held = false;
      this.#resume?.();
    });
  }

  letStream(): void {
    this.#second?.letStream();
    this.#mayStream = true;
    if (this.#headSeen) clearTimeout(this.#deadline);
  }

  abort(): void {
    if (this.#second) this.#second.abort();
    else this.#stop(aborted);
  }

  onConnect(abort: (error?: Error) => void): void {
    // Given up while it waited for a connection.
    if (this.#over) abort(new Error('given up'));
    else this.#abort = abort;
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, reason: string): boolean {
    if (this.#over) return true;
    const lines = raw.map(latin1);
    if (status >= 100 && status < 200 && status !== 101) {
      this.#interim += 1;
      if (this.#interim > maxInterim) this.#stop(tooManyInterim);
      else this.receiver.interim(status, endToEnd(lines));
      return true;
    }
    const why = whyNotPassed(status, lines);
    if (why !== undefined) {
      this.#stop(invalidAnswer(why));
      return true;
    }
    this.#headSeen = true;
    this.#resume = resume;
    if (this.#mayStream) clearTimeout(this.#deadline);
    try {
      this.receiver.head(status, asSent(reason, status), endToEnd(lines));
    } catch (error) {
      // What the parser accepts the writer may refuse: a control character in the reason, say.
      this.#stop(invalidAnswer(String(error)));
      return true;
    }
    // Complete with its head, whatever length it tells (RFC 9112 §6.3); undici would wait for that length.
    if (status === 204 || status === 304) this.#complete([]);
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#over) return true;
    this.#held = !this.receiver.data(chunk);
    return !this.#held;
  }

  onComplete(trailers: readonly unknown[] | null): void {
    // As raw as the headers, whatever undici's types say.
    const raw = (trailers ?? []) as readonly Buffer[];
    this.#complete(raw.length > 0 ? safeTrailers(raw.map(latin1)) : []);
  }

  onError(error: Error): void {
    const broke = !this.#headSeen && /^(reset|invalid-http)$/.test(nameFailure(error, false).reason);
    if (broke && this.again && this.#finish()) {
      this.#second = this.again();
      return;
    }
    if (this.#finish()) this.receiver.fail(nameFailure(error, this.#headSeen));
  }

  #complete(trailers: string[]): void {
    if (this.#finish()) this.receiver.end(trailers);
  }

  #stop(failure: Failure): void {
    if (!this.#finish()) return;
    this.receiver.fail(failure);
    this.#abort?.(new Error(failure.detail));
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    clearTimeout(this.#deadline);
    return true;
  }
}

/** undici reads a reason phrase as UTF-8, and it is written as bytes again; what was not UTF-8 is lost to it. */
function asSent(reason: string, status: number): string {
  if (/^[\t -~]*$/.test(reason)) return reason;
  return reason.includes('\ufffd') ? (STATUS_CODES[status] ?? '') : Buffer.from(reason).toString('latin1');
}

const latin1 = (bytes: Buffer): string => bytes.toString('latin1');

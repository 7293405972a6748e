import type { Dispatcher, Pool } from 'undici';
import type { HeaderLine } from '../comparators/observation.js';
import { aborted, invalidStatus, nameFailure, timedOut } from './failure.js';
import { endToEnd } from './headers.js';
import type { Exchange, Receiver } from './receiver.js';

/** A request without a body, as it goes to an upstream. */
export interface Read {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  /** Milliseconds until the answer must have arrived. */
  readonly timeout: number;
  /** Whether that is the whole answer or its head; what follows a head may stream as long as it does not pause. */
  readonly deadline: 'whole' | 'head';
}

/**
 * Reads one answer over undici: no redirect, no decompression. For a client (`deadline: 'head'`) a
 * connection that was reset before its answer began, as a stale one is, is tried once more (RFC 9112 §9.3.1).
 */
export function readUpstream(pool: Pool, read: Read, receiver: Receiver): Exchange {
  const exchange = new UndiciExchange(pool, read, receiver);
  exchange.dispatch();
  return exchange;
}

/** Speaks undici's raw handler, so that header names, order and duplicates stay as they were sent. */
class UndiciExchange implements Exchange, Dispatcher.DispatchHandler {
  #abort: ((error?: Error) => void) | undefined;
  #resume: (() => void) | undefined;
  #headSeen = false;
  #over = false;
  #mayRetry: boolean;
  readonly #deadline: NodeJS.Timeout;

  constructor(
    private readonly pool: Pool,
    private readonly read: Read,
    private readonly receiver: Receiver,
  ) {
    this.#mayRetry = read.deadline === 'head';
    this.#deadline = setTimeout(() => this.#stop(timedOut(read.timeout)), read.timeout);
  }

  dispatch(): void {
    const { method, path, headers } = this.read;
    this.pool.dispatch({ method, path, headers: headers.flat() }, this);
  }

  resume(): void {
    this.#resume?.();
  }

  abort(): void {
    this.#stop(aborted);
  }

  onConnect(abort: (error?: Error) => void): void {
    // Given up while it waited for a connection.
    if (this.#over) abort(new Error('given up'));
    else this.#abort = abort;
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, reason: string): boolean {
    if (this.#over || (status >= 100 && status < 200)) return true;
    if (status < 200 || status > 599) {
      this.#stop(invalidStatus(status));
      return true;
    }
    this.#headSeen = true;
    this.#resume = resume;
    const lines: HeaderLine[] = [];
    for (let i = 0; i + 1 < raw.length; i += 2) {
      lines.push([raw[i]?.toString('latin1') ?? '', raw[i + 1]?.toString('latin1') ?? '']);
    }
    if (this.read.deadline === 'head') clearTimeout(this.#deadline);
    try {
      this.receiver.head(status, reason, endToEnd(lines));
    } catch (error) {
      // What the parser accepts the writer may refuse: a control character in the reason, say.
      this.#stop({ ...invalidStatus(status), detail: String(error) });
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.#over || this.receiver.data(chunk);
  }

  onComplete(): void {
    if (this.#finish()) this.receiver.end();
  }

  onError(error: Error): void {
    if (!this.#over && !this.#headSeen && this.#mayRetry && nameFailure(error, false).reason === 'reset') {
      this.#mayRetry = false;
      // Later, when undici has taken the broken connection out of its pool.
      setImmediate(() => {
        if (!this.#over) this.dispatch();
      });
      return;
    }
    if (this.#finish()) this.receiver.fail(nameFailure(error, this.#headSeen));
  }

  #stop(failure: ReturnType<typeof timedOut>): void {
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

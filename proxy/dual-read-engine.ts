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
  /** Milliseconds until the whole answer must have arrived. */
  readonly timeout: number;
}

/** Reads one answer over undici: no retry, no redirect, no decompression, one deadline for all of it. */
export function readUpstream(pool: Pool, read: Read, receiver: Receiver): Exchange {
  const exchange = new UndiciExchange(receiver, read.timeout);
  pool.dispatch(
    {
      method: read.method,
      path: read.path,
      headers: read.headers.flat(),
    },
    exchange,
  );
  return exchange;
}

/** Speaks undici's raw handler, so that header names, order and duplicates stay as they were sent. */
class UndiciExchange implements Exchange, Dispatcher.DispatchHandler {
  #abort: ((error?: Error) => void) | undefined;
  #resume: (() => void) | undefined;
  #headSeen = false;
  #over = false;
  readonly #deadline: NodeJS.Timeout;

  constructor(
    private readonly receiver: Receiver,
    timeout: number,
  ) {
    this.#deadline = setTimeout(() => this.#stop(timedOut(timeout)), timeout);
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
    this.receiver.head(status, reason, endToEnd(lines));
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.#over || this.receiver.data(chunk);
  }

  onComplete(): void {
    if (this.#finish()) this.receiver.end();
  }

  onError(error: Error): void {
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

import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Failure } from '../comparators/observation.js';
import { headerLines, headText, type RawHeaders } from './headers.js';
import type { Receiver, Resumable } from './receiver.js';

/** How long a client may take nothing of its answer, in milliseconds. */
const longestPause = 60_000;

/** A short answer of Banyan's own, when there is no upstream's to give. */
export function answerItself(
  response: ServerResponse,
  status: number,
  detail: string,
  headers: Readonly<Record<string, string | number>> = {},
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = `Banyan: ${detail}\n`;
  // The reason is said anew: a refused one of the upstream's may still stand there.
  response.writeHead(status, STATUS_CODES[status], {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

/**
 * The one writer of answers to clients: header lines, reason and bytes as the upstream sent them.
 * After the head was written a failure can only be told by breaking the connection; no text is appended.
 */
export class ClientResponse implements Receiver {
  /** Status of what was answered, once known. */
  status: number | undefined;
  /** The upstream's failure, if the answer ended with one. */
  failure: Failure | undefined;
  /** Resolves when the answer is over, however it ended. */
  readonly closed: Promise<void>;
  /** Whether the system took all of the answer; what was broken off after its end was not. */
  isTaken = false;
  #source: Resumable | undefined;
  /** Runs while the client takes nothing. */
  #patience: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    /** Lines added to the answer, such as x-banyan-served-by. */
    private readonly added: () => RawHeaders,
    /** Called once: when the answer begins, whatever it says, or when the client goes away without one. */
    private onBegun?: (() => void) | undefined,
  ) {
    // Node says so too of what it gave up; and before it lets go of a connection that ends with this answer.
    response.prependOnceListener('finish', () => {
      this.isTaken = !response.req.socket.destroyed;
    });
    this.closed = new Promise((resolve) =>
      response.once('close', () => {
        clearTimeout(this.#patience);
        this.#begin();
        resolve();
      }),
    );
  }

  /** Who is to go on when the client has taken what it was sent. */
  follow(source: Resumable): void {
    this.#source = source;
  }

  interim(status: number, headers: RawHeaders): void {
    const { req: request, socket, headersSent } = this.response;
    // HTTP/1.0 knows none of them.
    if (headersSent || socket === null || request.httpVersionMinor === 0) return;
    if (status === 100) this.response.writeContinue();
    // Node writes a 103 only with links it has read itself; here every other interim answer goes as it came.
    else socket.write(headText(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, headers), 'latin1');
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.#begin();
    this.status = status;
    this.response.sendDate = false;
    const added = this.added();
    this.response.writeHead(
      status,
      reason,
      added.length === 0 ? (headers as string[]) : [...headers, ...added],
    );
  }

  data(chunk: Uint8Array): boolean {
    const takesMore = this.response.write(chunk);
    if (!takesMore && this.#patience === undefined) {
      this.#beginPatience();
      this.response.once('drain', () => {
        clearTimeout(this.#patience);
        this.#patience = undefined;
        this.#source?.resume();
      });
    }
    return takesMore;
  }

  end(trailers: RawHeaders): void {
    // Where the answer is not chunked there is no place for them, and Node leaves them out.
    if (trailers.length > 0) this.response.addTrailers(headerLines(trailers) as [string, string][]);
    this.response.end();
    // From now on nothing drains.
    if ((this.response.socket?.writableLength ?? 0) > 0) this.#beginPatience();
  }

  #begin(): void {
    const tell = this.onBegun;
    this.onBegun = undefined;
    tell?.();
  }

  /** Whoever takes nothing for so long holds an upstream, a copy and its own later requests for nobody. */
  #beginPatience(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.response.destroy(), longestPause);
  }

  fail(failure: Failure): void {
    this.failure = failure;
    if (failure.reason === 'aborted') {
      this.response.destroy();
      return;
    }
    this.#begin();
    const late = failure.reason === 'timeout' || failure.reason === 'connect-timeout';
    this.status = late ? 504 : 502;
    answerItself(this.response, this.status, `the upstream did not answer (${failure.reason})`);
  }
}

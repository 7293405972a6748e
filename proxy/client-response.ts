import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Failure, HeaderLine } from '../comparators/observation.js';
import type { Exchange, Receiver } from './receiver.js';

/** A short answer of Banyan's own, when there is no upstream's to give. */
export function answerItself(response: ServerResponse, status: number, detail: string): void {
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
  #exchange: Exchange | undefined;

  constructor(
    private readonly response: ServerResponse,
    /** Lines added to the answer, such as x-banyan-served-by. */
    private readonly added: () => readonly HeaderLine[],
  ) {}

  /** The read to resume when the client has taken what it was sent. */
  follow(exchange: Exchange): void {
    this.#exchange = exchange;
    this.response.on('drain', () => this.#exchange?.resume());
  }

  head(status: number, reason: string, headers: readonly HeaderLine[]): void {
    this.status = status;
    this.response.sendDate = false;
    this.response.writeHead(status, reason, [...headers, ...this.added()].flat());
  }

  data(chunk: Uint8Array): boolean {
    return this.response.write(chunk);
  }

  end(): void {
    this.response.end();
  }

  fail(failure: Failure): void {
    this.failure = failure;
    if (failure.reason === 'aborted') {
      this.response.destroy();
      return;
    }
    const late = failure.reason === 'timeout' || failure.reason === 'connect-timeout';
    this.status = late ? 504 : 502;
    answerItself(this.response, this.status, `the upstream did not answer (${failure.reason})`);
  }
}

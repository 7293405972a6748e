import type { Failure } from '../comparators/observation.js';
import type { RawHeaders } from './headers.js';

/**
 * Who receives what an upstream answers, as it arrives: exactly one `head`, then data, then exactly
 * one of `end` and `fail`; or `fail` alone. Both engines speak to it, so that the client's answer
 * and the captured copy are made in one way only.
 */
export interface Receiver {
  /** An interim answer (1xx, RFC 9110 §15.2) before the head; never 101. */
  interim(status: number, headers: RawHeaders): void;
  head(status: number, reason: string, headers: RawHeaders): void;
  /** Returns false to be sent nothing more until `resume` is called on the exchange. */
  data(chunk: Uint8Array): boolean;
  end(trailers: RawHeaders): void;
  fail(failure: Failure): void;
}

/** What holds back when `data` returned false, until it is told to go on. */
export interface Resumable {
  resume(): void;
}

/** A running read of one upstream. */
export interface Exchange extends Resumable {
  /** A client waits for it from now on: its deadline is for its head, what follows may stream on. */
  letStream(): void;
  /** Ends the read and closes its connection; the receiver hears `fail` with reason `aborted`. */
  abort(): void;
}

/** Sends everything to both; back-pressure comes from the first alone, so the second can never slow it. */
export class Tee implements Receiver {
  constructor(
    private readonly first: Receiver,
    private readonly second: Receiver,
  ) {}

  interim(status: number, headers: RawHeaders): void {
    this.first.interim(status, headers);
    this.second.interim(status, headers);
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.first.head(status, reason, headers);
    this.second.head(status, reason, headers);
  }

  data(chunk: Uint8Array): boolean {
    this.second.data(chunk);
    return this.first.data(chunk);
  }

  end(trailers: RawHeaders): void {
    this.first.end(trailers);
    this.second.end(trailers);
  }

  fail(failure: Failure): void {
    this.first.fail(failure);
    this.second.fail(failure);
  }
}

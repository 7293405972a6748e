import type { Failure, HeaderLine } from '../comparators/observation.js';

/**
 * Who receives what an upstream answers, as it arrives: exactly one `head`, then data, then exactly
 * one of `end` and `fail`; or `fail` alone. Both engines speak to it, so that the client's answer
 * and the captured copy are made in one way only.
 */
export interface Receiver {
  head(status: number, reason: string, headers: readonly HeaderLine[]): void;
  /** Returns false to be sent nothing more until `resume` is called on the exchange. */
  data(chunk: Uint8Array): boolean;
  end(): void;
  fail(failure: Failure): void;
}

/** A running read of one upstream. */
export interface Exchange {
  resume(): void;
  /** Ends the read and closes its connection; the receiver hears `fail` with reason `aborted`. */
  abort(): void;
}

/** Sends everything to both; back-pressure comes from the first alone, so the second can never slow it. */
export function tee(first: Receiver, second: Receiver): Receiver {
  return {
    head(status, reason, headers) {
      first.head(status, reason, headers);
      second.head(status, reason, headers);
    },
    data(chunk) {
      second.data(chunk);
      return first.data(chunk);
    },
    end() {
      first.end();
      second.end();
    },
    fail(failure) {
      first.fail(failure);
      second.fail(failure);
    },
  };
}

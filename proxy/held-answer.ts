import type { Failure } from '../comparators/observation.js';
import type { Capture, NoRoom } from './capture.js';
import { invalidAnswer } from './failure.js';
import type { RawHeaders } from './headers.js';
import type { Exchange, Receiver, Resumable } from './receiver.js';

/**
 * Legacy's answer, read beside a live candidate that may yet need it (design: evidence §5, Fallback). As long as
 * nothing is decided its copy keeps what there is room for, and a piece beyond that holds the read back. Then
 * either it is a copy like any other, or a client is given all of it: what was kept at once, the rest as it comes.
 */
export class HeldAnswer implements Receiver, Resumable {
  #isCopyAlone = false;
  #client: Receiver | undefined;
  #read: Exchange | undefined;
  #head: { readonly status: number; readonly reason: string; readonly headers: RawHeaders } | undefined;
  /** Whether the client was told the head, and how many of the copy's pieces it was given. */
  #isBegun = false;
  #given = 0;
  /** The client takes no more for now. */
  #isBlocked = false;
  /** The one piece for which the copy has no room. */
  #beyond: { readonly piece: Uint8Array; readonly why: NoRoom } | undefined;
  #isHolding = false;
  /** Of an answer whose end was not told yet. */
  #trailers: RawHeaders | undefined;
  #failure: Failure | undefined;

  constructor(
    private readonly copy: Capture,
    /** Called when the read has failed, and the client that it is for was given nothing of it. */
    private readonly onLost: () => void,
  ) {}

  /** The read that is held back. */
  follow(read: Exchange): void {
    this.#read = read;
  }

  /** No client will need it: what the copy has no room for is given up, and the rest only copied. */
  letGo(): void {
    this.#isCopyAlone = true;
    const beyond = this.#beyond;
    this.#beyond = undefined;
    if (beyond) this.copy.giveUp(beyond.why);
  }

  /** Gives it to a client, from its first byte on. */
  serve(client: Receiver): void {
    this.#client = client;
    if (this.#failure) this.#tell(client, this.#failure);
    else if (this.#head) this.#serveKept(client);
  }

  interim(status: number, headers: RawHeaders): void {
    this.#client?.interim(status, headers);
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.copy.head(status, reason, headers);
    this.#head = { status, reason, headers };
    if (this.#client) this.#begin(this.#client);
  }

  data(piece: Uint8Array): boolean {
    if (this.#isCopyAlone) return this.copy.data(piece);
    const why = this.copy.keep(piece);
    if (why !== undefined) this.#beyond = { piece, why };
    this.#give();
    this.#isHolding = !this.#takesMore;
    return !this.#isHolding;
  }

  end(trailers: RawHeaders): void {
    this.copy.end();
    this.#trailers = trailers;
    this.#give();
  }

  fail(failure: Failure): void {
    this.copy.fail(failure);
    this.#failure = failure;
    this.#beyond = undefined;
    if (this.#client) this.#tell(this.#client, failure);
  }

  resume(): void {
    this.#isBlocked = false;
    this.#give();
    this.#goOn();
  }

  #serveKept(client: Receiver): void {
    try {
      this.#begin(client);
    } catch (error) {
      // What the parser accepted the writer may refuse: a control character in the reason, say.
      this.#client = undefined;
      client.fail(invalidAnswer(String(error)));
      this.#read?.abort();
      return;
    }
    this.#give();
    this.#goOn();
  }

  #begin(client: Receiver): void {
    if (!this.#head) return;
    const { status, reason, headers } = this.#head;
    this.#isBegun = true;
    client.head(status, reason, headers);
  }

  /** Gives the client what there is, as fast as it takes it. */
  #give(): void {
    const client = this.#client;
    if (!client || !this.#isBegun) return;
    while (!this.#isBlocked) {
      const piece = this.copy.pieces[this.#given] ?? this.#takeBeyond();
      if (!piece) break;
      this.#given += 1;
      this.#isBlocked = !client.data(piece);
    }
    if (this.#isBlocked || !this.#trailers) return;
    client.end(this.#trailers);
    this.#trailers = undefined;
  }

  /** All that was kept before it has been given, and without it the copy is not whole. */
  #takeBeyond(): Uint8Array | undefined {
    const beyond = this.#beyond;
    this.#beyond = undefined;
    if (beyond) this.copy.giveUp(beyond.why);
    return beyond?.piece;
  }

  /** A slow client holds the read back only where the copy does not take in its place what comes. */
  get #takesMore(): boolean {
    return this.#beyond === undefined && !(this.#isBlocked && this.copy.isGivenUp);
  }

  #goOn(): void {
    if (!this.#isHolding || !this.#takesMore) return;
    this.#isHolding = false;
    this.#read?.resume();
  }

  #tell(client: Receiver, failure: Failure): void {
    // Nobody waits any more; or legacy had all the time that it has for a client, and is not asked for as much again.
    const isFinal = failure.reason === 'aborted' || (failure.reason === 'timeout' && !this.#head);
    if (this.#isBegun || isFinal) client.fail(failure);
    else this.onLost();
  }
}

import type { Failure } from '../comparators/observation.js';
import type { PairedTimes, ReadTimes, Side } from '../evidence/tally.js';
import type { RawHeaders } from './headers.js';
import type { Exchange, Receiver } from './receiver.js';

/**
 * Times both reads of one request alike: from just before a read is begun to what the engine tells of it,
 * without the time for which whoever listened held it back.
 */
export class PairedReads {
  readonly #ended: { [S in Side]?: ReadTimes } = {};
  #clientLeft = false;

  constructor(
    /** Called once both are over, before the second one's listener hears of its end; never where of one nothing can be said. */
    private readonly tell: (pair: PairedTimes) => void,
    /** Milliseconds that never go back. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Begins a side's read and listens to it. */
  begin(side: Side, receiver: Receiver, read: (to: Receiver) => Exchange): Exchange {
    const timed = new TimedRead(
      receiver,
      (times) => this.#over(side, times),
      () => this.#clientLeft,
      this.now,
    );
    timed.begin(read);
    return timed;
  }

  /** What is given up from now on says nothing of its side: nobody waits for either. */
  clientLeft(): void {
    this.#clientLeft = true;
  }

  /** A candidate that is left alone has failed its users; of a legacy that is, nothing is known. */
  leftAlone(side: Side): void {
    if (side === 'candidate') this.#over(side, { failed: true, total: 0 });
  }

  #over(side: Side, times: ReadTimes): void {
    this.#ended[side] = times;
    const { legacy, candidate } = this.#ended;
    if (legacy && candidate) this.tell({ legacy, candidate });
  }
}

class TimedRead implements Receiver, Exchange {
  #read: Exchange | undefined;
  #began = 0;
  #status = 0;
  /** Seconds to the first byte. */
  #head: number | undefined;
  /** Milliseconds for which it was held back, and since when it is now. */
  #held = 0;
  #heldSince: number | undefined;
  /** Whoever listens needs no more of it. */
  #isEnough = false;

  constructor(
    private readonly receiver: Receiver,
    private readonly over: (times: ReadTimes) => void,
    private readonly clientLeft: () => boolean,
    private readonly now: () => number,
  ) {}

  begin(read: (to: Receiver) => Exchange): void {
    this.#began = this.now();
    this.#read = read(this);
  }

  interim(status: number, headers: RawHeaders): void {
    this.receiver.interim(status, headers);
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.#status = status;
    this.#head = (this.now() - this.#began) / 1000;
    this.receiver.head(status, reason, headers);
  }

  data(chunk: Uint8Array): boolean {
    const takesMore = this.receiver.data(chunk);
    if (!takesMore) this.#heldSince ??= this.now();
    return takesMore;
  }

  end(trailers: RawHeaders): void {
    this.over(this.#times(this.#status >= 500));
    this.receiver.end(trailers);
  }

  fail(failure: Failure): void {
    // What this process had no means for says nothing of either side.
    if (failure.reason === 'aborted') this.over({ ...this.#times(this.#status >= 500), open: this.#open });
    else if (failure.reason !== 'exhausted') this.over(this.#times(true));
    this.receiver.fail(failure);
  }

  resume(): void {
    this.#stopHolding();
    this.#read?.resume();
  }

  letStream(): void {
    this.#read?.letStream();
  }

  abort(): void {
    this.#isEnough = !this.clientLeft();
    this.#read?.abort();
  }

  get #open(): NonNullable<ReadTimes['open']> {
    return this.#isEnough ? 'enough' : 'client-left';
  }

  #stopHolding(): void {
    if (this.#heldSince === undefined) return;
    this.#held += this.now() - this.#heldSince;
    this.#heldSince = undefined;
  }

  #times(failed: boolean): ReadTimes {
    this.#stopHolding();
    const total = (this.now() - this.#began - this.#held) / 1000;
    return this.#head === undefined ? { failed, total } : { failed, head: this.#head, total };
  }
}

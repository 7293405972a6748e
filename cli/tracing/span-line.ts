import type { Span, SpanSink } from '../../evidence/tracing/span.js';
import { spanClock } from '../../evidence/tracing/span.js';

/** Spans on their way to the thread that sends them. */
export interface SpanBatch {
  readonly spans: readonly Span[];
  /** How many were dropped since the last batch. */
  readonly dropped: number;
}

/** Milliseconds for which spans wait for others: each message costs as much as many spans. */
const waitsFor = 200;
const mostWaiting = 4_096;
/** Batches that were posted and not taken at most. */
const mostOut = 4;

/**
 * This thread's end of the way to the one that sends spans. Whoever tells one waits for nothing: where the other
 * end does not keep up, or is gone, what is new is dropped and counted.
 */
export class SpanLine implements SpanSink {
  readonly now = spanClock;
  #waiting: Span[] = [];
  #dropped = 0;
  #out = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param post false where nobody is there to be told */
  constructor(private readonly post: (batch: SpanBatch) => boolean) {}

  tell(span: Span): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(span);
    this.#timer ??= setTimeout(() => this.flush(), waitsFor).unref();
  }

  /** Sends what waits now, if the other end keeps up. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#out >= mostOut || this.#waiting.length === 0) return;
    const spans = this.#waiting;
    this.#waiting = [];
    if (this.post({ spans, dropped: this.#dropped })) {
      this.#dropped = 0;
      this.#out += 1;
    } else {
      this.#dropped += spans.length;
    }
  }

  /** The other end has taken a batch. */
  taken(): void {
    this.#out = Math.max(0, this.#out - 1);
    if (this.#timer === undefined) this.flush();
  }

  /** Another one is at the other end, which owes nothing. */
  begin(): void {
    this.#out = 0;
    this.flush();
  }
}

import type { Failure } from '../comparators/observation.js';
import type { RawHeaders } from './headers.js';
import type { Receiver } from './receiver.js';

/** When a live candidate is answered for by legacy. */
export interface FallbackRule {
  readonly onFailure: boolean;
  readonly notFound: boolean;
}

/** Who hears, once, what was decided. */
export interface Decided {
  /** The candidate answers for itself, or fails for itself. */
  stands(): void;
  /** Legacy is to answer; `reason` is a metric label. */
  falls(reason: string): void;
}

/**
 * Stands between a live candidate and the client: before the first byte it may still be decided that
 * legacy answers instead (design: evidence §5, Fallback). Afterwards everything passes.
 */
export class FallbackGate implements Receiver {
  #state: 'waiting' | 'passing' | 'fallen' = 'waiting';

  constructor(
    private readonly client: Receiver,
    private readonly rule: FallbackRule,
    private readonly decided: Decided,
  ) {}

  /** Who may yet be answered for says nothing before its answer. */
  interim(): void {}

  head(status: number, reason: string, headers: RawHeaders): void {
    const why = this.#whyFallBack(status);
    if (why !== undefined) {
      this.#fall(why);
      return;
    }
    // What the writer refuses, a control character in the reason, is a failure like another.
    this.client.head(status, reason, headers);
    this.#stand();
  }

  data(chunk: Uint8Array): boolean {
    return this.#state === 'fallen' || this.client.data(chunk);
  }

  end(trailers: RawHeaders): void {
    if (this.#state === 'passing') this.client.end(trailers);
  }

  fail(failure: Failure): void {
    if (this.#state === 'fallen') return;
    const falls = this.#state === 'waiting' && this.rule.onFailure && failure.reason !== 'aborted';
    if (falls) {
      this.#fall(failure.reason);
      return;
    }
    this.client.fail(failure);
    if (this.#state === 'waiting') this.#stand();
  }

  #whyFallBack(status: number): string | undefined {
    if (this.rule.notFound && status === 404) return 'not-found';
    if (!this.rule.onFailure) return undefined;
    if (status >= 500) return '5xx';
    return status === 401 || status === 403 ? 'denied' : undefined;
  }

  #stand(): void {
    this.#state = 'passing';
    this.decided.stands();
  }

  #fall(reason: string): void {
    this.#state = 'fallen';
    this.decided.falls(reason);
  }
}

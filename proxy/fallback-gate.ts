import type { Failure } from '../comparators/observation.js';
import type { RawHeaders } from './headers.js';
import type { Receiver } from './receiver.js';

/** When a live candidate is answered for by legacy. */
export interface FallbackRule {
  readonly onFailure: boolean;
  readonly notFound: boolean;
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
    /** Called once, when legacy is to answer; `reason` is a metric label. */
    private readonly fallBack: (reason: string) => void,
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
    this.#state = 'passing';
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
    if (falls) this.#fall(failure.reason);
    else this.client.fail(failure);
  }

  #whyFallBack(status: number): string | undefined {
    if (this.rule.notFound && status === 404) return 'not-found';
    if (!this.rule.onFailure) return undefined;
    if (status >= 500) return '5xx';
    return status === 401 || status === 403 ? 'denied' : undefined;
  }

  #fall(reason: string): void {
    this.#state = 'fallen';
    this.fallBack(reason);
  }
}

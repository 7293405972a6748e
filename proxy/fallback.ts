import type { Capture } from './capture.js';
import type { ClientResponse } from './client-response.js';
import { FallbackGate, type FallbackRule } from './fallback-gate.js';
import { HeldAnswer } from './held-answer.js';
import type { Exchange, Receiver } from './receiver.js';

/** What a candidate that falls sets in motion beside the answer to the client. */
export interface OnFall {
  /** Called first, once; `reason` is a metric label. */
  readonly fell: (reason: string) => void;
  /** Asks legacy for the client alone: no read runs beside, or it has failed. */
  readonly askLegacy: () => void;
  /** Milliseconds for which a candidate that fell is still read for its comparison. */
  readonly patience: number;
}

/**
 * Legacy answers for a live candidate that fails before its first byte (design: evidence §5, Fallback): from
 * the read that runs beside, of which nothing is lost until this is decided, else by a read of its own.
 */
export class Fallback {
  /** Who is to receive the candidate's answer, in place of the client. */
  readonly gate: Receiver;
  #held: HeldAnswer | undefined;
  #beside: Exchange | undefined;
  #candidate: { readonly read: Exchange; readonly copy: Capture | undefined } | undefined;
  #hasFallen = false;

  constructor(
    private readonly client: ClientResponse,
    rule: FallbackRule,
    private readonly onFall: OnFall,
  ) {
    this.gate = new FallbackGate(client, rule, {
      stands: () => this.#held?.letGo(),
      falls: (reason) => this.#fall(reason),
    });
  }

  /** Who is to receive legacy's answer that is read beside, in place of its copy. */
  hold(copy: Capture): Receiver {
    this.#held = new HeldAnswer(copy, this.onFall.askLegacy);
    return this.#held;
  }

  /** The read beside has begun. */
  followBeside(read: Exchange): void {
    this.#beside = read;
    this.#held?.follow(read);
    if (this.#hasFallen) read.letStream();
  }

  /** The candidate's read has begun. */
  followCandidate(read: Exchange, copy: Capture | undefined): void {
    this.#candidate = { read, copy };
    if (this.#hasFallen) this.#letGoOfCandidate();
    else this.client.follow(read);
  }

  #fall(reason: string): void {
    this.#hasFallen = true;
    this.onFall.fell(reason);
    this.#letGoOfCandidate();
    if (!this.#held) {
      this.onFall.askLegacy();
      return;
    }
    this.#beside?.letStream();
    this.client.follow(this.#held);
    this.#held.serve(this.client);
  }

  /** No client waits for the rest of its answer; whoever compares it does, no longer than for any shadow. */
  #letGoOfCandidate(): void {
    if (!this.#candidate) return;
    const { read, copy } = this.#candidate;
    if (!copy || copy.isGivenUp) {
      read.abort();
      return;
    }
    const late = setTimeout(() => read.abort(), this.onFall.patience);
    void copy.ended.then(() => clearTimeout(late));
  }
}

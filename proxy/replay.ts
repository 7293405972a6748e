import type { Pieces, RawAnswer } from '../evidence/pair.js';
import { aborted } from './failure.js';
import type { Exchange, Receiver } from './receiver.js';

/** Gives a client the answer that was captured beside, as fast as it takes it. */
export class Replay implements Exchange {
  readonly #rest: Iterator<Uint8Array>;
  #over = false;

  constructor(
    answer: RawAnswer,
    reason: string,
    private readonly client: Receiver,
  ) {
    const pieces: Pieces = answer.body ?? [];
    this.#rest = pieces[Symbol.iterator]();
    client.head(answer.status, reason, answer.headers);
    this.resume();
  }

  resume(): void {
    while (!this.#over) {
      const { value, done } = this.#rest.next();
      if (done) {
        this.#over = true;
        this.client.end([]);
      } else if (!this.client.data(value)) return;
    }
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.client.fail(aborted);
  }
}

import type { Dial } from '../../routing-rules/dial.js';
import type { FromControl } from './messages.js';

/** Milliseconds after which whoever turned a dial is answered, though the data plane has not said that it knows. */
const patience = 1_000;

/**
 * Tells the data plane all dials at once, and hears when it has them: whoever turned one is not answered before, so
 * that the next request they send is decided by it.
 */
export class ToldDials {
  #last = 0;
  readonly #waiting = new Map<number, () => void>();

  constructor(private readonly tellMain: (message: FromControl) => void) {}

  /** Resolves when the data plane decides by them, or does not say so in time. */
  tell(dials: Readonly<Record<string, Dial>>): Promise<void> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      const late = setTimeout(() => this.taken(id), patience);
      this.#waiting.set(id, () => {
        clearTimeout(late);
        resolve();
      });
      this.tellMain({ kind: 'dials', id, dials });
    });
  }

  /** The data plane decides by these. */
  taken(id: number): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }
}

import { burstOf } from '../../routing-rules/alarm.js';

/** The last distinct entities of which it is known what came of them, with the latest result of each. */
export class LastSettled {
  readonly #results = new Map<string, boolean>();

  note(hash: string, bad: boolean): void {
    // Set anew, it stands last.
    this.#results.delete(hash);
    this.#results.set(hash, bad);
    const [oldest] = this.#results.keys();
    if (this.#results.size > burstOf && oldest !== undefined) this.#results.delete(oldest);
  }

  /** How many they are, and how many of them are bad. */
  get counts(): { readonly bad: number; readonly of: number } {
    const results = [...this.#results.values()];
    return { bad: results.filter(Boolean).length, of: results.length };
  }

  restart(): void {
    this.#results.clear();
  }
}

/** Distinct entities looked back on, and how many of them being bad is a burst (design: evidence §5). */
const last = 20;
const burst = 10;

/** The last distinct entities of which it is known what came of them, with the latest result of each. */
export class LastSettled {
  readonly #results = new Map<string, boolean>();

  note(hash: string, bad: boolean): void {
    // Set anew, it stands last.
    this.#results.delete(hash);
    this.#results.set(hash, bad);
    const [oldest] = this.#results.keys();
    if (this.#results.size > last && oldest !== undefined) this.#results.delete(oldest);
  }

  /** How many of them were bad, where that is a burst. */
  get burst(): { readonly bad: number; readonly of: number } | undefined {
    const bad = this.#bad;
    return bad >= burst ? { bad, of: this.#results.size } : undefined;
  }

  /** The share of them that was bad; 0 while there are none. */
  get badShare(): number {
    return this.#results.size === 0 ? 0 : this.#bad / this.#results.size;
  }

  restart(): void {
    this.#results.clear();
  }

  get #bad(): number {
    return [...this.#results.values()].filter(Boolean).length;
  }
}

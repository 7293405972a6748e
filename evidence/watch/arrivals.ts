/** Ticks between two marks, and marks that are kept: a quarter of an hour is looked back on. */
const between = 10;
const most = 90;

/** What grows while evidence comes in. */
export interface Grown {
  readonly entities: number;
  readonly draws: number;
  readonly pairs: number;
}

/** How fast evidence has come in lately, so that people can be told how long the rest will take. */
export class Arrivals {
  #marks: readonly { readonly tick: number; readonly grown: Grown }[] = [];
  #tick = 0;

  /** A tick is over, and this has come in since the dial was turned. */
  close(grown: Grown): void {
    this.#tick += 1;
    if (this.#tick % between !== 0 && this.#marks.length > 0) return;
    this.#marks = [...this.#marks, { tick: this.#tick, grown }].slice(-most);
  }

  /** The dial was turned. */
  beginStep(): void {
    this.#marks = [];
  }

  /** Seconds until so many more have come in; null while nothing tells, or nothing comes. */
  secondsFor(count: number, of: keyof Grown): number | null {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    if (!first || !last || last.tick === first.tick) return null;
    const came = last.grown[of] - first.grown[of];
    return came <= 0 ? null : Math.ceil((count * (last.tick - first.tick)) / came);
  }
}

/**
 * A few names out of many, in the order in which they are offered: the first, the newest, and of all between
 * them a draw in which each has the same chance (algorithm R: Vitter, Random Sampling with a Reservoir, ACM
 * TOMS 11, 1985). What is removed makes room; those that are left then stand for as many fewer.
 */
export class Reservoir {
  #first: string | undefined;
  #newest: string | undefined;
  readonly #drawn: string[] = [];
  /** How many the drawn ones stand for. */
  #between = 0;

  constructor(
    /** How many are drawn. */
    private readonly size: number,
    /** In [0, 1). */
    private readonly random: () => number,
  ) {}

  /** Takes the newest; tells which one is not among the few any more, if one is. */
  offer(name: string): string | undefined {
    if (this.#first === undefined) {
      this.#first = name;
      return undefined;
    }
    const before = this.#newest;
    this.#newest = name;
    return before === undefined ? undefined : this.#draw(before);
  }

  remove(name: string): void {
    if (this.#first === name) this.#first = undefined;
    if (this.#newest === name) this.#newest = undefined;
    const at = this.#drawn.indexOf(name);
    if (at < 0) return;
    this.#between = Math.round((this.#between * (this.#drawn.length - 1)) / this.#drawn.length);
    this.#drawn.splice(at, 1);
  }

  /** Whether it is the first or the newest. */
  isAtAnEnd(name: string): boolean {
    return name === this.#first || name === this.#newest;
  }

  get isEmpty(): boolean {
    return this.#first === undefined && this.#newest === undefined && this.#drawn.length === 0;
  }

  #draw(name: string): string | undefined {
    this.#between += 1;
    if (this.#drawn.length < this.size) {
      this.#drawn.push(name);
      return undefined;
    }
    const at = Math.floor(this.random() * this.#between);
    const out = this.#drawn[at];
    if (out === undefined) return name;
    this.#drawn[at] = name;
    return out;
  }
}

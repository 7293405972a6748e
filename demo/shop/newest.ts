/** Something of which a customer has several; the higher number is the newer one. */
interface Numbered {
  readonly customerId: string;
  readonly number: number;
}

/** Keeps the newest few entries of every customer and says which one had to go. */
export class Newest<T extends Numbered> {
  readonly #byCustomer = new Map<string, readonly T[]>();

  constructor(
    readonly keep: number,
    readonly archive: (entry: T) => void,
  ) {}

  /** Newest first. */
  of(customerId: string): readonly T[] {
    return this.#byCustomer.get(customerId) ?? [];
  }

  /** Adds the entry, or replaces the one with the same number. */
  put(entry: T): void {
    const others = this.of(entry.customerId).filter((other) => other.number !== entry.number);
    const all = [...others, entry].sort((a, b) => b.number - a.number);
    for (const old of all.slice(this.keep)) this.archive(old);
    this.#byCustomer.set(entry.customerId, all.slice(0, this.keep));
  }
}

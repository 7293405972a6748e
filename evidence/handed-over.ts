/** Pairs of a batch by route. */
export type PairsByRoute = Readonly<Record<string, number>>;

/**
 * Which batches an analyst still owes: the data plane says what it handed over, the analyst what it
 * found, on two lines whose order is not known. A batch that was handed over and never answered for
 * when the analyst is gone is lost, exactly once.
 */
export class HandedOver<Owed = PairsByRoute> {
  readonly #owed = new Map<number, Owed>();
  readonly #early = new Set<number>();
  #gone = false;

  constructor(private readonly lost: (pairs: Owed) => void) {}

  handed(batch: number, pairs: Owed): void {
    if (this.#early.delete(batch)) return;
    if (this.#gone) this.lost(pairs);
    else this.#owed.set(batch, pairs);
  }

  answered(batch: number): void {
    if (!this.#owed.delete(batch)) this.#early.add(batch);
  }

  /** The analyst is gone and everything it answered has been heard. */
  gone(): void {
    this.#gone = true;
    for (const pairs of this.#owed.values()) this.lost(pairs);
    this.#owed.clear();
  }
}

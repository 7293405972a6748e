/**
 * How much of something scarce each kind of difference has taken. When it runs short, the last of it is kept
 * for kinds that took less than others, so that a flood of one kind hides no other (design: evidence §2).
 */
export class FairShares {
  readonly #takenBy = new Map<string, number>();
  #taken = 0;

  take(kinds: readonly string[], amount: number): void {
    for (const kind of kinds) this.#add(kind, amount);
  }

  giveBack(kinds: readonly string[], amount: number): void {
    for (const kind of kinds) this.#add(kind, -amount);
  }

  /**
   * Whether one of these may take: all that is not kept, and of that only who took less than the average.
   * @param kept what is left for those
   */
  isTurnOf(kinds: readonly string[], left: number, kept: number): boolean {
    if (left > kept) return true;
    const average = this.#taken / this.#takenBy.size;
    return kinds.some((kind) => {
      const taken = this.#takenBy.get(kind);
      return taken === undefined || taken < average;
    });
  }

  /** What was taken long ago counts half. */
  halve(): void {
    for (const [kind, taken] of this.#takenBy) this.#add(kind, taken < 1 ? -taken : -taken / 2);
  }

  #add(kind: string, amount: number): void {
    const taken = (this.#takenBy.get(kind) ?? 0) + amount;
    this.#taken += amount;
    if (taken > 0) this.#takenBy.set(kind, taken);
    else this.#takenBy.delete(kind);
  }
}

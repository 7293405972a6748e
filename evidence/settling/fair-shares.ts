/**
 * How much of something scarce each kind of difference has taken. While it runs short, a kind that took
 * more than the others waits for them, so that a flood of one kind hides no other (design: evidence §2).
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
   * Whether it is the turn of one of these: it may be ahead of the average by half of what is left.
   * @param kept what is left for those that took less than the average
   */
  isTurnOf(kinds: readonly string[], left: number, kept: number): boolean {
    const average = this.#taken / this.#takenBy.size;
    const ahead = Math.max(0, left - kept) / 2;
    return kinds.some((kind) => {
      const taken = this.#takenBy.get(kind);
      return taken === undefined || taken < average + ahead;
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

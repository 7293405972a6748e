/** Milliseconds for which a sample that somebody was shown stays, and the shortest for which it is the one that is shown. */
export const shownFor = 600_000;

/**
 * Which sample is shown of each fingerprint, by ids. Somebody who reads an id wants to open it, so it does not change
 * with every further mismatch: one is shown for ten minutes at least, and whatever was shown is promised for ten
 * minutes more. So of a fingerprint two are promised at most: the one that is shown, and the one before.
 */
export class ShownSamples {
  /** By fingerprint, with when it was shown first. */
  readonly #of = new Map<string, { readonly id: string; readonly since: number }>();
  /** By id, when it was shown last. */
  readonly #last = new Map<string, number>();

  /**
   * Shows a sample of each fingerprint: the newest, or the one that is shown until its time is over.
   * @param newest by fingerprint
   * @param now milliseconds, as in all that follows
   */
  show(newest: ReadonlyMap<string, string>, now: number): ReadonlyMap<string, string> {
    for (const [fingerprint, id] of newest) {
      const shown = this.#of.get(fingerprint);
      if (shown && (shown.id === id || isLately(shown.since, now))) continue;
      this.#of.set(fingerprint, { id, since: now });
    }
    for (const { id } of this.#of.values()) this.promise(id, now);
    return new Map([...this.#of].map(([fingerprint, { id }]) => [fingerprint, id]));
  }

  /** It stays for as long as if it had been shown now. */
  promise(id: string, now: number): void {
    this.#last.set(id, now);
  }

  isPromised(id: string, now: number): boolean {
    const last = this.#last.get(id);
    return last !== undefined && isLately(last, now);
  }

  /** Ids that are promised no longer; each is told once. */
  takeReleased(now: number): readonly string[] {
    const released = [...this.#last].filter(([, last]) => !isLately(last, now)).map(([id]) => id);
    for (const id of released) this.#last.delete(id);
    return released;
  }

  /** The sample is gone. */
  remove(id: string, fingerprints: ReadonlySet<string>): void {
    this.#last.delete(id);
    for (const fingerprint of fingerprints)
      if (this.#of.get(fingerprint)?.id === id) this.#of.delete(fingerprint);
  }
}

/** Also of a clock that was put back: what is ahead by more was another time. */
const isLately = (then: number, now: number): boolean => Math.abs(now - then) < shownFor;

/** Seconds after which a standing is saved again: a kill costs no more of it. */
const saveEvery = 10;

/** For how long a dial has stood where it does, as it is saved. */
export interface SavedStanding {
  readonly revision: number;
  /** Seconds since the dial was turned. */
  readonly stood: number;
  /** What is proven there: another candidate, other rules or a restart begin a dwell anew, another legacy does not. */
  readonly of: string;
  readonly dwelt: number;
}

/**
 * For how long a dial has stood where it does, in seconds of a monotonic clock that somebody watched: what a clock
 * jumps over, or passes while nobody watches, is no proof of anything.
 */
export class StandingTime {
  #revision = 0;
  /** Undefined until it is known. */
  #of: string | undefined;
  #stood = 0;
  #dwelt = 0;
  /** What was saved; the dial and its evidence may be read later than this. */
  #saved: SavedStanding | undefined;
  /** Due to be saved, however little has passed. */
  #isChanged = false;
  /** What was saved last. */
  #taken = 0;
  #isResumed = false;

  /**
   * The dial stands at this revision, and what is proven there is this.
   * @param of undefined while it is not known: what is told first was so from the beginning
   */
  at(revision: number, of: string | undefined): void {
    const isTurned = revision !== this.#revision;
    const isOther = of !== undefined && this.#of !== undefined && of !== this.#of;
    if (isTurned) this.#stood = 0;
    if (isTurned || isOther) this.#dwelt = 0;
    this.#isChanged ||= isTurned || isOther;
    this.#revision = revision;
    this.#of = of ?? this.#of;
    this.#takeSaved();
  }

  pass(seconds: number): void {
    this.#stood += seconds;
    this.#dwelt += seconds;
  }

  /** Seconds since the dial was turned. */
  get stood(): number {
    return this.#stood;
  }

  /** Seconds of it in which the same was to be proven. */
  get dwelt(): number {
    return this.#dwelt;
  }

  /** Takes up what was saved, once. */
  resume(saved: SavedStanding | undefined): void {
    if (this.#isResumed) return;
    this.#isResumed = true;
    this.#saved = saved;
    this.#takeSaved();
  }

  /** What is to be saved; undefined while it is not known of what, and when it was taken a moment ago. */
  takeChange(): SavedStanding | undefined {
    const isNews = this.#stood - this.#taken >= saveEvery || this.#stood < this.#taken;
    if (this.#of === undefined || !(isNews || this.#isChanged)) return undefined;
    this.#isChanged = false;
    this.#taken = this.#stood;
    return { revision: this.#revision, of: this.#of, stood: this.#stood, dwelt: this.#dwelt };
  }

  /** What could not be saved is due again. */
  putBack(): void {
    this.#isChanged = true;
  }

  #takeSaved(): void {
    const saved = this.#saved;
    if (saved?.revision !== this.#revision || this.#of === undefined) return;
    // Two processes may have watched the same time, one of them on standby.
    this.#stood = Math.max(this.#stood, saved.stood);
    if (saved.of === this.#of) this.#dwelt = Math.max(this.#dwelt, saved.dwelt);
    this.#saved = undefined;
  }
}

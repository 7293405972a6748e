import { deployMayTake } from '../routing-rules/rolled-back.js';

/** What of the time since a rollback is saved. */
export interface SavedSinceRollback {
  /** RFC 3339 instant of the rollback, by which it is known. */
  readonly at: string;
  /** Seconds since then in which somebody watched. */
  readonly passed: number;
  /** Versions of the candidate that answered in the first {@link deployMayTake} of them. */
  readonly early: readonly string[];
}

/** Versions that are remembered; of more none answers for the rollback. */
const mostEarly = 50;

/**
 * Since when a dial is rolled back, in seconds that somebody watched, and which versions of the candidate answered
 * soon after: whatever else happens to the dial, its rules, or legacy, is nothing to it (design: evidence §5).
 */
export class SinceRollback {
  #is: SavedSinceRollback | undefined;
  /** What was saved; the dial may be read later than this. */
  #saved: SavedSinceRollback | undefined;

  /**
   * The dial was rolled back then, and this version of the candidate answers now.
   * @param at null where no rollback is to be answered for
   * @param candidate null where it tells none, or none is known yet
   * @returns whether it is due to be saved, however little has passed
   */
  at(at: string | null, candidate: string | null): boolean {
    const before = this.#is;
    if (at !== before?.at) this.#is = at === null ? undefined : { at, passed: 0, early: [] };
    this.#takeSaved();
    if (candidate !== null) this.#meet(candidate);
    return this.#is !== before;
  }

  /** So many seconds were watched. */
  pass(seconds: number): void {
    if (this.#is) this.#is = { ...this.#is, passed: this.#is.passed + seconds };
  }

  /** Takes up what was saved. */
  resume(saved: SavedSinceRollback | undefined): void {
    this.#saved = saved;
    this.#takeSaved();
  }

  /** Seconds since the rollback in which somebody watched; 0 where there is none. */
  get passed(): number {
    return this.#is?.passed ?? 0;
  }

  /** Whether this version answered so soon that it may be what brought the dial down, now or whenever it comes back. */
  isEarly(candidate: string): boolean {
    const early = this.#is?.early ?? [];
    return early.includes(candidate) || early.length >= mostEarly;
  }

  /** What is to be saved; null where no rollback is to be answered for. */
  get saved(): SavedSinceRollback | null {
    return this.#is ?? null;
  }

  #meet(candidate: string): void {
    if (!this.#is || this.#is.passed >= deployMayTake || this.isEarly(candidate)) return;
    this.#is = { ...this.#is, early: [...this.#is.early, candidate] };
  }

  #takeSaved(): void {
    const [is, saved] = [this.#is, this.#saved];
    if (!is || is.at !== saved?.at) return;
    this.#saved = undefined;
    // Whoever answers here before what was saved is read answers later than all that was saved.
    const here = saved.passed < deployMayTake ? is.early : [];
    this.#is = {
      at: is.at,
      // Two processes may have watched the same time, one of them on standby.
      passed: Math.max(is.passed, saved.passed),
      early: [...new Set([...saved.early, ...here])].slice(0, mostEarly),
    };
  }
}

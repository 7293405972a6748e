import type { Dial } from '../routing-rules/dial.js';
import { type SavedSinceRollback, SinceRollback } from './since-rollback.js';

/** Seconds after which a standing is saved again: a kill costs no more of it. */
const saveEvery = 10;

/** For how long a dial has stood where it does, as it is saved. */
export interface SavedStanding {
  readonly revision: number;
  /** What is proven there: another candidate, other rules or a restart begin a dwell anew, another legacy does not. */
  readonly of: string;
  readonly dwelt: number;
  /** The candidate's version that was told first while the dial stood there; null while none was. */
  readonly seenOn: string | null;
  /** Null where no rollback is to be answered for. */
  readonly rollback: SavedSinceRollback | null;
}

/**
 * For how long a dial has stood where it does, in seconds of a monotonic clock that somebody watched: what a clock
 * jumps over, or passes while nobody watches, is no proof of anything.
 */
export class StandingTime {
  #revision = 0;
  /** Undefined until it is known. */
  #of: string | undefined;
  #dwelt = 0;
  #seenOn: string | null = null;
  readonly #rollback = new SinceRollback();
  /** What was saved; the dial and its evidence may be read later than this. */
  #saved: SavedStanding | undefined;
  /** Due to be saved, however little has passed. */
  #isChanged = false;
  /** Seconds that were not saved yet. */
  #unsaved = 0;
  #isResumed = false;

  /**
   * The dial stands at this revision, after this rollback; what is proven there is this, of this candidate.
   * @param of undefined while it is not known: what is told first was so from the beginning
   * @param candidate the version; null where it tells none, or none is known yet
   */
  at(
    { revision, rolledBack }: Pick<Dial, 'revision' | 'rolledBack'>,
    of: string | undefined,
    candidate: string | null,
  ): void {
    const isTurned = revision !== this.#revision;
    const isOther = of !== undefined && this.#of !== undefined && of !== this.#of;
    if (isTurned || isOther) this.#dwelt = 0;
    if (isTurned) this.#seenOn = null;
    this.#revision = revision;
    this.#of = of ?? this.#of;
    const isFirst = this.#sees(candidate);
    const isAnother = this.#rollback.at(rolledBack?.at ?? null, candidate);
    this.#isChanged ||= isTurned || isOther || isFirst || isAnother;
    this.#takeSaved();
  }

  /** So many seconds were watched. */
  pass(seconds: number): void {
    this.#dwelt += seconds;
    this.#unsaved += seconds;
    this.#rollback.pass(seconds);
  }

  /** Seconds since the dial was turned in which the same was to be proven. */
  get dwelt(): number {
    return this.#dwelt;
  }

  /** The candidate's version that was told first while the dial stood where it does; null while none was. */
  get seenOn(): string | null {
    return this.#seenOn;
  }

  /** The time since the rollback that is to be answered for. */
  get sinceRollback(): Pick<SinceRollback, 'passed' | 'isEarly'> {
    return this.#rollback;
  }

  /** Takes up what was saved, once. */
  resume(saved: SavedStanding | undefined): void {
    if (this.#isResumed) return;
    this.#isResumed = true;
    this.#saved = saved;
    this.#rollback.resume(saved?.rollback ?? undefined);
    this.#takeSaved();
  }

  /** What is to be saved; undefined while it is not known of what, and when it was taken a moment ago. */
  takeChange(): SavedStanding | undefined {
    if (this.#of === undefined || !(this.#unsaved >= saveEvery || this.#isChanged)) return undefined;
    this.#isChanged = false;
    this.#unsaved = 0;
    return {
      revision: this.#revision,
      of: this.#of,
      dwelt: this.#dwelt,
      seenOn: this.#seenOn,
      rollback: this.#rollback.saved,
    };
  }

  /** What could not be saved is due again. */
  putBack(): void {
    this.#isChanged = true;
  }

  /** Whether the candidate is the first that was told here. */
  #sees(candidate: string | null): boolean {
    if (this.#seenOn !== null || candidate === null) return false;
    this.#seenOn = candidate;
    return true;
  }

  #takeSaved(): void {
    const saved = this.#saved;
    if (saved?.revision !== this.#revision || this.#of === undefined) return;
    // Two processes may have watched the same time, one of them on standby.
    if (saved.of === this.#of) this.#dwelt = Math.max(this.#dwelt, saved.dwelt);
    this.#seenOn = saved.seenOn ?? this.#seenOn;
    this.#saved = undefined;
  }
}

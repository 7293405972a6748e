/** So many versions of an upstream are taken over in an hour at most. */
const mostInAnHour = 10;
const anHour = 3_600_000;

/** What is known of one upstream's version; replaced, never changed. */
export interface VersionState {
  /** The version that its evidence is of: null when it tells none, undefined until it was read once. */
  readonly known: string | null | undefined;
  /** The version told last; undefined while none was told to this process. */
  readonly last: string | undefined;
  /** Since when no other was told, in milliseconds of the caller's clock; long ago when there never was another. */
  readonly since: number;
  /** When versions were taken over within the last hour, the oldest first. */
  readonly taken: readonly number[];
}

/** Nothing was told yet; `known` is what an earlier process, or another source, left. */
export const untold = (known?: string | null): VersionState => ({
  known,
  last: undefined,
  since: -Infinity,
  taken: [],
});

/**
 * The state after an answer told its version, or told none; the same object when that is no news.
 *
 * The first version told is taken over at once: no other was told within `calm`. Another one makes the
 * upstream mixed, until one version alone was told for `calm` milliseconds, and is told again at their end. So
 * a version that differs in every answer is never taken over, and costs no more than what is kept here. One that
 * changes all the time, but slowly, is taken over ten times in an hour, and no more.
 *
 * An answer without a version says so only where nothing is known: errors and gateways often carry none.
 */
export function afterTold(
  state: VersionState,
  told: string | undefined,
  now: number,
  calm: number,
): VersionState {
  if (told === undefined) return state.known === undefined ? { ...state, known: null } : state;
  if (state.last === undefined)
    return { ...(told === state.known ? state : taken(state, told, now)), last: told };
  if (told !== state.last) return { ...state, last: told, since: now };
  return told === state.known || now - state.since < calm ? state : taken(state, told, now);
}

function taken(state: VersionState, version: string, now: number): VersionState {
  const within = state.taken.filter((at) => now - at < anHour);
  if (within.length >= mostInAnHour) return state;
  return { known: version, last: version, since: -Infinity, taken: [...within, now] };
}

/** Whether two versions of the upstream answer by turns, as far as is known (design: evidence §1, `version-mixed`). */
export const isMixed = ({ known, last, since }: VersionState, now: number, calm: number): boolean =>
  last !== undefined && (last !== known || now - since < calm);

/** Watches one upstream's version over all editions. Every `now` is milliseconds of one monotonic clock. */
export class VersionWatch {
  #state: VersionState;
  #first: string | null | undefined;

  /**
   * @param calm milliseconds of one version alone until that is taken over
   * @param known what was known before; undefined for nothing
   */
  constructor(
    private readonly calm: number,
    known?: string | null,
  ) {
    this.#state = untold(known);
  }

  /** The version that its evidence is of; null when it tells none, undefined until it was read once. */
  get known(): string | null | undefined {
    return this.#state.known;
  }

  /** An answer came with this version, or without one. */
  tell(told: string | undefined, now: number): void {
    this.#state = afterTold(this.#state, told, now, this.calm);
  }

  /** What an earlier process left; of no use once the upstream was read. */
  remember(known: string | null): void {
    if (this.#state.known === undefined) this.#state = untold(known);
  }

  /** From now on evidence is of what is known: what began before anything was known belongs to it too. */
  use(): void {
    if (this.#first === undefined) this.#first = this.#state.known;
  }

  /**
   * Whether a pair cannot be counted for the version under which its request began.
   * @param of that version; undefined when nothing was known: it is of the first that is
   * @param told what the pair's own answer told
   */
  isMixed(of: string | null | undefined, told: string | undefined, now: number): boolean {
    const { known } = this.#state;
    const first = this.#first === undefined ? known : this.#first;
    const meant = of === undefined ? first : of;
    return meant !== known || (told !== undefined && told !== known) || isMixed(this.#state, now, this.calm);
  }
}

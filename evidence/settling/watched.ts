import { type Judgement, hasHealed, judge } from '../../comparators/classes/judge.js';
import type { Glimpse, Terms } from '../../comparators/classes/timeline.js';
import type { Sight } from '../../comparators/classes/sight.js';

/** Steps at which both sides are read again, in parts of freshness; the first is at once (design: evidence §2). */
const steps = [0, 0.25, 0.5, 1, 2];
/** One look more, in parts of freshness, where one that matters told nothing. */
const spareStep = 2.25;
/** What stays is looked at once more, in parts of freshness: an outage of the stream is not a mapping bug. */
const lastLook = 12;
/**
 * Closer looks: the pauses before each, in parts of freshness. In quick succession where legacy may differ from
 * itself; at no regular distance where the candidate may, so that no copy that takes turns is met in the same turn every time.
 */
const closerLooks = {
  legacy: [0, 0, 0, 0, 0],
  candidate: [0, 0.09, 0.17, 0.11, 0.05],
  moving: [0, 0, 0, 0.25, 0.25, 0.25],
} as const;

/** Milliseconds by which timers may be early. */
const early = 1;

/** What a difference came to in the end. */
export interface Outcome {
  readonly judgement: Judgement;
  /** What was seen last at the place. */
  readonly last: Sight;
}

/** One difference while it settles: what was seen of it, and when to look again. */
export class Watched {
  readonly #glimpses: Glimpse[];
  readonly #closer: Glimpse[] = [];
  #step = 0;
  #phase: 'looking' | 'closer' | 'last look' | 'over' = 'looking';
  #judgement: Judgement = { is: 'unknown', why: 'no-answer' };
  #pauses: readonly number[] = [];
  #now = 0;

  /** @param flaps whether the candidate's copies are known to differ: then what caught up is looked at closer as well */
  constructor(
    first: Sight,
    readonly terms: Terms,
    private readonly flaps = false,
  ) {
    this.#glimpses = [{ at: 0, ...first }];
  }

  /** Milliseconds after the pair at which to look again; undefined when all is known. */
  get due(): number | undefined {
    const { freshness } = this.terms;
    if (this.#phase === 'looking') return freshness * (steps[this.#step] ?? spareStep);
    if (this.#phase === 'closer') return this.#now + freshness * (this.#pauses[0] ?? 0);
    return this.#phase === 'last look' ? freshness * lastLook : undefined;
  }

  /** Whether it is bad whatever is still to be seen: only the name of its class is open. */
  get isConfirmed(): boolean {
    return this.#phase === 'last look';
  }

  get outcome(): Outcome {
    const last = this.#closer.at(-1) ?? this.#glimpses.at(-1);
    return {
      judgement: this.#judgement,
      last: last ?? { agrees: false, legacy: undefined, candidate: undefined },
    };
  }

  /** Both sides were read again, or could not be: then nothing was seen. What is not due here is another place's look. */
  look(sight: Sight | undefined, at: number): void {
    if (at + early < (this.due ?? Infinity)) return;
    this.#now = at;
    if (this.#phase === 'last look') this.#lookLast(sight, at);
    else if (this.#phase === 'closer') this.#lookCloser(sight, at);
    else if (this.#phase === 'looking') this.#lookOn(sight, at);
  }

  #lookOn(sight: Sight | undefined, at: number): void {
    if (sight) this.#glimpses.push({ at, ...sight });
    const { freshness } = this.terms;
    const last = freshness === 0 ? 1 : steps.length;
    do this.#step += 1;
    while (this.#step < last && freshness * (steps[this.#step] ?? 0) <= at);
    if (this.#step > last || (this.#step === last && !this.#lacksProof())) this.#conclude();
  }

  /** Nothing was seen since freshness was over; or once, and then both agreed, which may be by chance. */
  #lacksProof(): boolean {
    const { freshness } = this.terms;
    const since = this.#glimpses.filter(({ at }) => at >= freshness);
    return freshness > 0 && (since.length === 0 || (since.length === 1 && (since[0]?.agrees ?? false)));
  }

  #lookCloser(sight: Sight | undefined, at: number): void {
    if (sight) this.#closer.push({ at, ...sight });
    this.#pauses = this.#pauses.slice(1);
    if (this.#pauses.length === 0) this.#conclude();
  }

  #lookLast(sight: Sight | undefined, at: number): void {
    this.#phase = 'over';
    if (!sight || !hasHealed([...this.#glimpses, ...this.#closer], { at, ...sight }, this.terms)) return;
    this.#glimpses.push({ at, ...sight });
    this.#judgement = { is: 'stale', side: 'candidate', lag: at, late: true };
  }

  #conclude(): void {
    this.#judgement = judge(this.#glimpses, this.#closer, this.terms);
    const closer = this.#phase === 'closer' ? undefined : this.#closerLookFor(this.#judgement);
    if (closer) {
      this.#phase = 'closer';
      this.#pauses = closer;
    } else {
      this.#phase = this.#judgement.is === 'persistent' ? 'last look' : 'over';
    }
  }

  #closerLookFor(judgement: Judgement): readonly number[] | undefined {
    if (judgement.is === 'unsteady') return closerLooks[judgement.side];
    if (judgement.is === 'moving') return closerLooks.moving;
    return judgement.is === 'stale' && this.flaps ? closerLooks.candidate : undefined;
  }
}

import type { CompiledRules } from '../rules/compile-rules.js';
import type { Place } from './place.js';
import { type View, sameAsBefore, sameOnBothSides } from './view.js';

/** One look at a place: the pair itself first, then each time that both sides were read again. */
export interface Glimpse {
  /** Milliseconds since the end of the pair's slower read. */
  readonly at: number;
  /** Whether nothing differed at the place, nor above it. */
  readonly agrees: boolean;
  /** What each side showed; undefined where a comparison tells nothing of it. */
  readonly legacy: View | undefined;
  readonly candidate: View | undefined;
}

/** How a place is judged. */
export interface Terms {
  readonly place: Place;
  readonly rules: CompiledRules;
  /** Milliseconds that the candidate may lag there. */
  readonly freshness: number;
  /** Whether legacy was read again at all; without it nobody knows whether it moves. */
  readonly readsLegacy: boolean;
  /** Milliseconds that passed after the pair before the first look; none if it is not said. */
  readonly waited?: () => number;
}

/** One side was behind and caught up: the lag in milliseconds, as the end of the step in which it healed. */
export interface Stale {
  readonly is: 'stale';
  readonly side: 'legacy' | 'candidate';
  readonly lag: number;
  readonly late: boolean;
}

/** All looks at one place, in the order of time. */
export class Timeline {
  /** Whether the sides agree at each look, or one shows what the other has shown since the first. */
  private readonly well: readonly boolean[];

  constructor(
    private readonly looks: readonly Glimpse[],
    private readonly terms: Terms,
  ) {
    this.well = looks.map(
      (look, at) =>
        look.agrees || this.candidateFollows(at) || this.legacyFollows(at) || this.candidateLeads(at),
    );
  }

  get length(): number {
    return this.looks.length;
  }

  /** The candidate shows what legacy showed before, and left no longer than freshness ago. */
  private candidateFollows(at: number): boolean {
    const now = this.looks[at];
    return this.looks.slice(0, at).some((earlier, from) => {
      if (!this.same(earlier.legacy, now?.candidate)) return false;
      const left = this.looks.slice(from, at + 1).find((look) => !this.still(earlier.legacy, look.legacy));
      return left !== undefined && (now?.at ?? 0) - left.at <= this.terms.freshness;
    });
  }

  /** Legacy came, no longer than freshness ago, to show what the candidate showed before legacy did. */
  private legacyFollows(at: number): boolean {
    const now = this.looks[at];
    const since = this.looks[this.stoodStillFrom(at)]?.at ?? 0;
    if ((now?.at ?? 0) - since >= this.terms.freshness) return false;
    return this.looks
      .slice(0, at)
      .some(
        (earlier) => this.same(now?.legacy, earlier.candidate) && !this.still(earlier.legacy, now?.legacy),
      );
  }

  /** It had agreed, and legacy comes later to what the candidate shows: a write while legacy composed its answer. */
  private candidateLeads(at: number): boolean {
    const now = this.looks[at];
    return (
      this.looks.slice(0, at).some(({ agrees }) => agrees) &&
      this.looks
        .slice(at + 1)
        .some((later) => this.same(later.legacy, now?.candidate) && !this.still(now?.legacy, later.legacy))
    );
  }

  endsWell(looks: number): boolean {
    return this.well.slice(-looks).every(Boolean);
  }

  /** Ever, but for the pair itself, which differs. */
  everWell(): boolean {
    return this.well.includes(true);
  }

  stale(): Stale {
    const from = this.well.lastIndexOf(false) + 1;
    const lag = (this.looks[from] ?? this.looks.at(-1))?.at ?? 0;
    // Late is what was still seen to differ past freshness, not what was only looked at late.
    const differed = (this.terms.waited?.() ?? 0) + (this.looks[from - 1]?.at ?? 0);
    const late = from > 1 && differed > this.terms.freshness;
    return { is: 'stale', side: this.behind(from), lag, late };
  }

  /** Whose value moved to the other's: legacy's, where it came to show what the candidate had shown at first. */
  private behind(healed: number): 'legacy' | 'candidate' {
    const first = this.looks[0];
    const now = this.looks[healed];
    const isLegacys = this.same(now?.legacy, first?.candidate) && !this.still(first?.legacy, now?.legacy);
    return isLegacys ? 'legacy' : 'candidate';
  }

  /**
   * Agreed, and then came back to what it had shown before, although legacy had stood still for as long as the
   * candidate may lag. What was never shown before may be newer than what legacy showed at the same look.
   */
  flapped(): boolean {
    return this.looks.some((look, at) => {
      const from = this.stoodStillFrom(at);
      const agreed = this.agreedBefore(at, from);
      if (agreed < 0 || look.at - (this.looks[from]?.at ?? 0) < this.terms.freshness) return false;
      return this.looks.slice(0, agreed).some((earlier) => this.still(earlier.candidate, look.candidate));
    });
  }

  /** Agreed, and then differed although legacy stood still. */
  differedAgain(): boolean {
    return this.looks.some((_, at) => this.agreedBefore(at, this.stoodStillFrom(at)) >= 0);
  }

  /** The last look before this one, where it differs, at which the sides agreed; below 0 if there is none since `from`. */
  private agreedBefore(at: number, from: number): number {
    if (this.well[at]) return -1;
    const agreed = this.looks.slice(0, at).findLastIndex(({ agrees }) => agrees);
    return agreed >= from ? agreed : -1;
  }

  /** The first of the looks up to this one at all of which legacy shows the same. */
  private stoodStillFrom(at: number): number {
    return (
      this.looks.slice(0, at).findLastIndex((look) => !this.still(look.legacy, this.looks[at]?.legacy)) + 1
    );
  }

  /** Legacy shows again what it had left: no write explains that easily. */
  legacyCameBack(): boolean {
    return this.looks.some((look, at) => {
      const left = this.looks
        .slice(0, at)
        .findLastIndex((earlier) => !this.still(earlier.legacy, look.legacy));
      return left > 0 && this.looks.slice(0, left).some((earlier) => this.still(earlier.legacy, look.legacy));
    });
  }

  /** Legacy showed something else at every single look, and the sides never met. */
  legacyNeverRests(): boolean {
    return this.legacyAlwaysMoves() && !this.everWell();
  }

  /** Legacy showed something else at every single look. */
  legacyAlwaysMoves(): boolean {
    const moves = this.looks.slice(1).filter((look, at) => !this.still(this.looks[at]?.legacy, look.legacy));
    return this.looks.length > 1 && moves.length === this.looks.length - 1;
  }

  legacyMoved(): boolean {
    return this.looks.some((look) => !this.still(this.looks[0]?.legacy, look.legacy));
  }

  /** Whether legacy moved within this time before the last look. */
  legacyMovedSince(time: number): boolean {
    const last = this.looks.at(-1);
    return this.looks.slice(this.lastBefore(time)).some((look) => !this.still(look.legacy, last?.legacy));
  }

  /** Whether legacy moved longer than this time before the last look. */
  legacyMovedBefore(time: number): boolean {
    const first = this.looks[0];
    return this.looks
      .slice(0, this.lastBefore(time) + 1)
      .some((look) => !this.still(look.legacy, first?.legacy));
  }

  /** The last look that is so much older than the newest, else the first. */
  private lastBefore(time: number): number {
    const newest = this.looks.at(-1)?.at ?? 0;
    return Math.max(
      0,
      this.looks.findLastIndex((look) => look.at <= newest - time),
    );
  }

  candidateMoved(): boolean {
    return this.values('candidate') > 1;
  }

  /** How many different things a side showed. */
  values(side: 'legacy' | 'candidate'): number {
    const distinct: Glimpse[] = [];
    for (const look of this.looks)
      if (!distinct.some((other) => this.still(other[side], look[side]))) distinct.push(look);
    return distinct.length;
  }

  private same(legacy: View | undefined, candidate: View | undefined): boolean {
    if (!legacy || !candidate) return false;
    return sameOnBothSides(legacy, candidate, this.terms.place, this.terms.rules);
  }

  /** A view that nobody has says of no change. */
  private still(one: View | undefined, other: View | undefined): boolean {
    if (!one || !other) return true;
    return sameAsBefore(one, other, this.terms.place, this.terms.rules);
  }
}

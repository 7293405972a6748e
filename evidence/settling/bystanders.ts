import { fingerprintOf } from '../field-book.js';
import type { Freshness } from '../../comparators/classes/freshness.js';
import type { Looked } from '../../comparators/classes/look.js';
import { type Place, placeOf } from '../../comparators/classes/place.js';
import { isSeenAt } from '../../comparators/classes/sight.js';
import { textOfView, viewOf } from '../../comparators/classes/view.js';
import type { FoundField } from '../tally.js';

/** Differences of one look that are looked at. */
const mostDifferences = 500;
/** Moves of legacy's that are no chance. */
const fewestMoves = 2;

interface Bystander extends FoundField {
  /** Milliseconds after the pair at which it was first seen, and for how long it may last. */
  readonly since: number;
  readonly mayLast: number;
  /** What the sides showed there last; undefined where that is no value of a document. */
  readonly shown: readonly [legacy: string, candidate: string] | undefined;
  /** Looks at which both showed something else than before, and others. */
  readonly moved: number;
  readonly stood: number;
}

/**
 * What differs beside the places that are followed: what was not there when the pair differed, or too much to
 * follow. An entity that was absent at first and then is there with a wrong value has not caught up.
 */
export class Bystanders {
  #seen = new Map<string, Bystander>();
  #at = 0;

  constructor(
    private readonly followed: readonly Place[],
    private readonly freshness: Freshness,
  ) {}

  /** Both sides were read, `at` milliseconds after the pair. */
  look({ comparison: { differences }, read, statuses }: Looked, at: number): void {
    const now = new Map<string, Bystander>();
    // A side that refuses shows nothing else.
    const few = read || statuses.legacy === statuses.candidate ? differences.slice(0, mostDifferences) : [];
    for (const difference of few) {
      const place = placeOf(difference, read);
      if (this.followed.some((one) => isSeenAt(one, place))) continue;
      now.set(place.id, this.#again(place, shownAt(place, read), at));
    }
    this.#seen = now;
    this.#at = at;
  }

  #again(place: Place, shown: Bystander['shown'], at: number): Bystander {
    const { pattern, kind } = place;
    const known = this.#seen.get(place.id);
    if (!known)
      return { pattern, kind, since: at, mayLast: this.freshness(place), shown, moved: 0, stood: 0 };
    const { moved, stood } = known;
    return known.shown && shown?.every((text, side) => text !== known.shown?.[side])
      ? { ...known, shown, moved: moved + 1 }
      : { ...known, shown, stood: stood + 1 };
  }

  /**
   * Each pattern and kind of what differed at every look for longer than it may, to the last one. Where both sides
   * showed another value each time, there is no truth to compare.
   */
  get lasting(): readonly FoundField[] {
    const lasting = [...this.#seen.values()].filter(
      ({ since, mayLast, stood, moved }) =>
        this.#at - since >= mayLast && !(stood === 0 && moved >= fewestMoves),
    );
    const once = lasting.map(
      ({ pattern, kind }) => [fingerprintOf(pattern, kind), { pattern, kind }] as const,
    );
    return [...new Map(once).values()];
  }
}

function shownAt(place: Place, read: Looked['read']): Bystander['shown'] {
  if (!read || !place.steps || place.kind !== 'value') return undefined;
  return [textOfView(viewOf(place, read, 'legacy')), textOfView(viewOf(place, read, 'candidate'))];
}

import type { Difference } from '../../comparators/difference.js';
import type { Side } from '../../evidence/tally.js';
import type { CountedExample } from './counted-examples.js';
import { compareOnce } from './compared-once.js';
import {
  ignorable,
  type StillCompared,
  valuesByPattern,
  type ValuesByPattern,
  whyWithheld,
  type Withheld,
} from './still-compared.js';

/** A place that differs from itself: read twice, in so many of so many examples. */
export interface UnsteadyPlace {
  /** Names that may be somebody's are generalised. */
  readonly pattern: string;
  readonly isGeneralised: boolean;
  readonly side: Side;
  readonly unsteady: number;
  readonly examples: number;
}

/** An unsteady place that is not ignored, and why. */
export interface DoubtfulPlace extends UnsteadyPlace {
  /**
   * `named`: its pattern stands for more places than were seen; `all`, `most`: without it nothing would be compared,
   * or little; `candidate`: legacy's stays as it is; `seldom`: it did not move each time, or in too few examples.
   */
  readonly why: Withheld | 'named' | 'candidate' | 'seldom';
}

/** What the unsteady places of both sides come to. */
export interface JudgedPlaces {
  readonly ignored: readonly UnsteadyPlace[];
  readonly doubtful: readonly DoubtfulPlace[];
}

/** Fewer examples may differ by chance: a place is ignored only where so many were read, and all moved. */
const fewestUnsteady = 3;

/** Which places differ from themselves between two reads of a side, and which can be ignored; of both sides legacy's count. */
export function unsteadyPlaces(examples: readonly CountedExample[], clock: () => number): JudgedPlaces {
  const legacy = placesOf(examples, 'legacy', clock);
  const candidate = placesOf(examples, 'candidate', clock);
  const never = legacy.places.filter(
    ({ isGeneralised, unsteady, examples: all }) =>
      !isGeneralised && unsteady === all && all >= fewestUnsteady,
  );
  const { ignored, left } = ignorable(
    never.map(({ pattern }) => pattern),
    legacy.documents,
  );
  const ofLegacy = new Set(legacy.places.map(({ pattern }) => pattern));
  const others = candidate.places.filter(({ pattern }) => !ofLegacy.has(pattern));
  return {
    ignored: never.filter(({ pattern }) => ignored.has(pattern)),
    doubtful: [...legacy.places, ...others]
      .filter(({ pattern }) => !ignored.has(pattern))
      .map((place) => ({ ...place, why: whyDoubtful(place, left) })),
  };
}

function whyDoubtful(place: UnsteadyPlace, left: readonly StillCompared[]): DoubtfulPlace['why'] {
  if (place.isGeneralised) return 'named';
  return whyWithheld(place.pattern, left) ?? (place.side === 'legacy' ? 'seldom' : 'candidate');
}

/** Single values that differ between two reads of the same side, and what the first of the reads said. */
function placesOf(
  examples: readonly CountedExample[],
  side: Side,
  clock: () => number,
): { readonly places: readonly UnsteadyPlace[]; readonly documents: readonly ValuesByPattern[] } {
  const unsteady = new Map<string, { count: number; isGeneralised: boolean }>();
  const documents: ValuesByPattern[] = [];
  for (const [first, second] of examples) {
    const once = first && second && compareOnce(first[side], second[side], {}, clock);
    if (once === undefined) continue;
    if (once.trees) documents.push(valuesByPattern(once.trees.legacy.value, once.trees.textKey));
    const patterns = once.differences.filter(isOfValues).map(({ pattern }) => pattern);
    const generalised = new Set(patterns.filter((one) => once.tell(one) !== one).map(once.tell));
    for (const pattern of new Set(patterns.map(once.tell))) {
      const { count, isGeneralised } = unsteady.get(pattern) ?? { count: 0, isGeneralised: false };
      unsteady.set(pattern, {
        count: count + 1,
        isGeneralised: isGeneralised || generalised.has(pattern),
      });
    }
  }
  const places = [...unsteady].map(([pattern, { count, isGeneralised }]) => {
    return { pattern, isGeneralised, side, unsteady: count, examples: examples.length };
  });
  return { places, documents };
}

/** Below a list or an object may stand what agrees. */
const isOfValues = ({ kind, pattern, legacy, candidate }: Difference): boolean =>
  kind === 'value' &&
  pattern !== '$' &&
  pattern.startsWith('$') &&
  !isContent(legacy) &&
  !isContent(candidate);

const isContent = (value: unknown): boolean => typeof value === 'object' && value !== null;

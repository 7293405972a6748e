import type { ReadTrees } from '../compare-read.js';
import type { Difference, DifferenceKind } from '../difference.js';
import type { Looked } from './look.js';
import { type Place, covers, placeOf, valuesAt } from './place.js';
import { type View, toldView, viewOf } from './view.js';

/** What one comparison shows at a place. */
export interface Sight {
  readonly agrees: boolean;
  readonly legacy: View | undefined;
  readonly candidate: View | undefined;
}

/** Places that are looked for among the differences of one comparison; beyond it all of them differ. */
const mostDifferences = 5_000;

/**
 * What a comparison shows at each of these places; undefined where it was not compared, because one side refused, or
 * neither side has such a value any more: that proves nothing of what had differed.
 */
export function sightsAt(places: readonly Place[], looked: Looked): readonly (Sight | undefined)[] {
  const { comparison, read } = looked;
  const { differences } = comparison;
  const isTooMuch = differences.length > mostDifferences;
  const near = isTooMuch ? [] : differences.filter((one) => places.some((place) => isNear(one, place)));
  const found = near.map((difference) => ({ difference, at: placeOf(difference, read) }));
  const refused = differences.some(({ kind }) => kind === 'status') && read === undefined;
  return places.map((place) => {
    if (refused && place.kind !== 'status') return undefined;
    if (isGone(place, read)) return undefined;
    const above = found.filter(({ at }) => covers(at, place));
    const views = viewsOf(place, looked, above[0]?.difference);
    const isBelow = goesDeeper(place, views) && found.some(({ at }) => covers(place, at));
    return { agrees: !isTooMuch && above.length === 0 && !isBelow, ...views };
  });
}

/** Whether neither side tells the value at all; of what was missing on one, whether neither has what it would be in. */
function isGone({ kind, steps }: Place, read: ReadTrees | undefined): boolean {
  if (!steps || kind === 'format') return false;
  const whole = kind === 'absent' || kind === 'extra' ? steps.slice(0, -1) : steps;
  const has = (side: 'legacy' | 'candidate'): boolean =>
    read !== undefined && valuesAt(whole, read, side).length > 0;
  return !has('legacy') && !has('candidate');
}

/** Whether a difference there makes the followed place differ: what is seen at the one tells of the other. */
export const isSeenAt = (followed: Place, there: Place): boolean =>
  covers(there, followed) || (covers(followed, there) && tellsContent(followed.kind));

/** What differs inside of it is nothing to a place of which only the presence or the order is told. */
const tellsContent = (kind: DifferenceKind): boolean =>
  kind === 'value' || kind === 'type' || kind === 'format';

/** By its pattern: only such a difference may stand at the place, above or below it. */
const isNear = ({ pattern }: Difference, place: Place): boolean =>
  pattern.startsWith(place.pattern) || place.pattern.startsWith(pattern);

/**
 * Whether what differs below a place differs at it: what a member holds is nothing to its being there, nor to
 * its standing here or there, and the attributes of an XML element are nothing to its text.
 */
function goesDeeper({ kind }: Place, { legacy, candidate }: Pick<Sight, 'legacy' | 'candidate'>): boolean {
  if (!tellsContent(kind)) return false;
  return legacy?.of !== 'scalar' || candidate?.of !== 'scalar';
}

function viewsOf(
  place: Place,
  { read, statuses }: Looked,
  difference: Difference | undefined,
): Pick<Sight, 'legacy' | 'candidate'> {
  if (place.kind === 'status')
    return { legacy: toldView(statuses.legacy), candidate: toldView(statuses.candidate) };
  if (place.steps && read && place.kind !== 'format')
    return { legacy: viewOf(place, read, 'legacy'), candidate: viewOf(place, read, 'candidate') };
  return { legacy: toldView(difference?.legacy), candidate: toldView(difference?.candidate) };
}

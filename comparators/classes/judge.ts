import { type Glimpse, type Stale, type Terms, Timeline } from './timeline.js';

/** What all looks at a place together say of its difference (design: evidence §2). */
export type Judgement =
  | Stale
  /** Legacy differs from itself. */
  | { readonly is: 'volatile' }
  /** The candidate shows now what legacy shows and now something older. */
  | { readonly is: 'flapping' }
  /** Legacy stands still and the candidate shows ever something else. */
  | { readonly is: 'unstable' }
  /** It stays, whether or not legacy moved on from what it had shown while the candidate stood still. */
  | { readonly is: 'persistent'; readonly leftBehind: boolean }
  /** Not yet clear: reads in quick succession tell whether legacy differs from itself, more of them the same of the candidate. */
  | { readonly is: 'unsteady'; readonly side: 'legacy' | 'candidate' }
  /** Legacy moves so fast that only a closer look tells whether the candidate follows. */
  | { readonly is: 'moving' }
  /** Nobody knows: a side did not answer, legacy was not asked, or what was read fits nothing. */
  | { readonly is: 'unknown'; readonly why: 'no-answer' | 'legacy-unread' | 'unclear' };

/**
 * Judges the difference at one place by all that was seen of it until 2 × freshness.
 * @param closer what was read on purpose after that: where it was unsteady or moving, or stale on a route that flaps
 */
export function judge(glimpses: readonly Glimpse[], closer: readonly Glimpse[], terms: Terms): Judgement {
  if (!reachesEnd(glimpses, terms)) return { is: 'unknown', why: 'no-answer' };
  const first = firstJudgement(new Timeline(glimpses, terms), terms);
  if (first.is === 'stale' && !reachesLast(glimpses, terms)) return { is: 'unknown', why: 'no-answer' };
  return closer.length === 0 ? first : afterCloserLook(first, glimpses, closer, terms);
}

/**
 * Whether what stayed until 2 × freshness has healed at the look long after: the sides agree, or did when they were
 * looked at before, and what differs now was written since.
 */
export function hasHealed(looks: readonly Glimpse[], now: Glimpse, terms: Terms): boolean {
  const before = looks.at(-1);
  if (now.agrees || !before?.agrees) return now.agrees;
  return new Timeline([before, now], terms).legacyMoved();
}

function firstJudgement(seen: Timeline, terms: Terms): Judgement {
  // A write that moves both looks like a candidate that moves alone, to who never asks legacy.
  if (!terms.readsLegacy && seen.candidateMoved() && !seen.endsWell(terms.freshness === 0 ? 1 : 2))
    return { is: 'unknown', why: 'legacy-unread' };
  if (seen.legacyCameBack()) return { is: 'unsteady', side: 'legacy' };
  if (seen.flapped()) return { is: 'flapping' };
  if (seen.differedAgain()) return { is: 'unsteady', side: 'candidate' };
  if (seen.endsWell(terms.freshness === 0 ? 1 : 2)) return seen.stale();
  if (seen.legacyNeverRests())
    return seen.length > 3 ? { is: 'volatile' } : { is: 'unsteady', side: 'legacy' };
  if (seen.legacyMovedSince(terms.freshness) && seen.candidateMoved()) return { is: 'moving' };
  // Noise may repeat itself by chance.
  if (seen.values('legacy') > 2 && seen.values('candidate') > 2) return { is: 'unsteady', side: 'legacy' };
  return whatStays(seen, terms);
}

/** So many looks come in quick succession first, where legacy is in doubt: fewer prove nothing. */
const inARow = 3;

/** A read at 2 × freshness, or shortly before it, must have succeeded. */
const reachesEnd = (glimpses: readonly Glimpse[], { freshness }: Terms): boolean =>
  glimpses.length > 1 && (glimpses.at(-1)?.at ?? 0) >= freshness;

/** Nothing is known to have healed for good by a read at 1 × freshness alone. */
const reachesLast = (glimpses: readonly Glimpse[], { freshness }: Terms): boolean =>
  (glimpses.at(-1)?.at ?? 0) >= 1.5 * freshness;

/** Reads in quick succession leave no time for writes: what moves there moves by itself. */
function afterCloserLook(
  first: Judgement,
  glimpses: readonly Glimpse[],
  closer: readonly Glimpse[],
  terms: Terms,
): Judgement {
  if (first.is === 'stale')
    return new Timeline([...glimpses, ...closer], terms).flapped() ? { is: 'flapping' } : first;
  if (closer.length < inARow) return { is: 'unknown', why: 'no-answer' };
  const [near, seen] = [new Timeline(closer, terms), new Timeline([...glimpses, ...closer], terms)];
  const isLegacys = first.is === 'unsteady' && first.side === 'legacy';
  const isNoise = first.is === 'moving' && new Timeline(closer.slice(0, inARow), terms).legacyAlwaysMoves();
  if (isNoise || near.legacyNeverRests() || near.legacyCameBack() || (isLegacys && near.legacyMoved()))
    return { is: 'volatile' };
  if (seen.flapped()) return { is: 'flapping' };
  if (seen.endsWell(1)) return seen.stale();
  if (near.legacyMoved() && seen.candidateMoved())
    return seen.everWell() ? seen.stale() : { is: 'unknown', why: 'unclear' };
  return whatStays(seen, terms);
}

function whatStays(seen: Timeline, { freshness, readsLegacy }: Terms): Judgement {
  if (!seen.legacyMoved() && seen.values('candidate') >= 3 && !seen.everWell())
    // Who never asks legacy again cannot tell its noise from the candidate's.
    return readsLegacy ? { is: 'unstable' } : { is: 'unknown', why: 'legacy-unread' };
  return { is: 'persistent', leftBehind: seen.legacyMovedBefore(freshness) && !seen.candidateMoved() };
}

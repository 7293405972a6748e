import type { PairedTimes, ReadTimes, Side } from '../tally.js';
import type { BadSides } from './pair-detector.js';

/**
 * Seconds beyond twice the time of the other side's whole answer after which a side that a client no longer waits
 * for has failed. Whoever leaves sooner may do so by chance, or on purpose, and mostly leaves the live side: a shorter
 * time would take for errors what is latency, on that side alone.
 */
const patience = 2;

/**
 * Which sides of a pair failed (design: evidence §4, Errors); undefined where that is not known of one of them. Both
 * are measured alike, live or shadow: a client that goes away ends both reads, and tells of none that was not over,
 * but that it did not answer in time where the other side had done so long before.
 */
export function failedSides({ legacy, candidate }: PairedTimes): BadSides | undefined {
  const failed = { legacy: hasFailed(legacy, candidate), candidate: hasFailed(candidate, legacy) };
  if (failed.legacy === undefined || failed.candidate === undefined) return undefined;
  return { legacy: failed.legacy, candidate: failed.candidate };
}

/** Sides that had not answered in time when their client went away. */
export function leftWaiting(pair: PairedTimes): readonly Side[] {
  const failed = failedSides(pair);
  return (['legacy', 'candidate'] as const).filter(
    (side) => failed?.[side] === true && pair[side].open === 'client-left',
  );
}

function hasFailed(side: ReadTimes, other: ReadTimes): boolean | undefined {
  if (side.failed) return true;
  // One of which enough was read had begun well, and was not left because of how it went on.
  if (side.open !== 'client-left') return false;
  const isLate = isWhole(other) && side.total >= 2 * other.total + patience;
  return isLate ? true : undefined;
}

const isWhole = ({ failed, open }: ReadTimes): boolean => !failed && open === undefined;

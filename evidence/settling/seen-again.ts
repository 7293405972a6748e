import type { Looked } from '../../comparators/classes/look.js';
import { fingerprintOf } from '../field-book.js';
import type { FoundField, SettleLook } from '../tally.js';
import type { UnsettledReason } from '../unsettled-reason.js';

/** Looks of one suspect that are told; there are fewer, however it goes. */
export const mostLooks = 32;
/** Differences of a look that are told by name; more nobody reads. */
const mostFields = 20;

/**
 * What was seen when both sides of a suspect were read again.
 * @param fields what differed in the pair
 * @param after seconds since it began to be looked at
 * @param why why nothing was seen, where nothing was
 */
export function seenAgain(
  looked: Looked | undefined,
  fields: readonly FoundField[],
  after: number,
  why: UnsettledReason,
): SettleLook {
  if (!looked) return { after, saw: 'nothing', why };
  const { statuses, comparison } = looked;
  const now = new Set(comparison.differences.map(({ pattern, kind }) => fingerprintOf(pattern, kind)));
  const differing = fields.filter(({ pattern, kind }) => now.has(fingerprintOf(pattern, kind)));
  if (differing.length === 0) return { after, saw: 'same', statuses };
  return { after, saw: 'differs', statuses, differing: differing.slice(0, mostFields) };
}

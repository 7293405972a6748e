import type { GuardEvidence } from '../routing-rules/guards/guard.js';
import type { Outcomes } from './outcome-book.js';
import { harmlessSkips, type SkipReason } from './skip-reason.js';

/**
 * Why most of what is unsettled is so, and most of what counts as dropped was skipped, in all of the evidence; null
 * where there is none of it.
 */
export const mainReasons = ({
  unsettled,
  skipped,
}: Pick<Outcomes, 'unsettled' | 'skipped'>): NonNullable<GuardEvidence['mostly']> => ({
  unsettled: mostOf(Object.entries(unsettled)),
  dropped: mostOf(Object.entries(skipped).filter(([reason]) => !harmlessSkips.has(reason as SkipReason))),
});

const mostOf = (counts: readonly (readonly [reason: string, count: number])[]): string | null =>
  counts.filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null;

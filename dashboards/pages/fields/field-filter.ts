import { z } from 'zod';
import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import type { FieldRow } from '../../../evidence/scorecard.js';

/** The states of a fingerprint, in the order in which somebody should look at them. */
export const fieldStates = ['new', 'reopened', 'known', 'fixed'] as const;

/** What a form asks for without choosing is asked for as nothing. */
const chosen = <const T extends readonly string[]>(values: T) => z.enum(values).optional().catch(undefined);

/**
 * Which differences a page shows, as its address says: `?class=&state=&pattern=&evidence=`; what it does not know it
 * leaves out. By evidence, versions are chosen: a key of it is one pair of them, under one set of rules.
 */
export const fieldFilter = z.object({
  class: chosen(mismatchClasses),
  state: chosen(fieldStates),
  pattern: z
    .string()
    .max(1000)
    .transform((text) => text.trim() || undefined)
    .optional()
    .catch(undefined),
  evidence: z
    .string()
    .max(100)
    .transform((key) => key || undefined)
    .optional()
    .catch(undefined),
});

/** @see fieldFilter */
export type FieldFilter = z.infer<typeof fieldFilter>;

/** Whether a difference is among those that are asked for; a pattern is asked for by any part of it. */
const isAskedFor = (row: FieldRow, filter: FieldFilter): boolean =>
  (filter.class === undefined || row.classes[filter.class] > 0) &&
  (filter.state === undefined || row.state === filter.state) &&
  (filter.pattern === undefined || row.pattern.toLowerCase().includes(filter.pattern.toLowerCase()));

/** Rows that a page shows at most. */
const most = 200;

/** Those that are asked for: what is new or reopened first, then as they come; of too many the first ones. */
export function shownOf(
  rows: readonly FieldRow[],
  filter: FieldFilter,
): { readonly shown: readonly FieldRow[]; readonly asked: number } {
  const asked = rows.filter((row) => isAskedFor(row, filter));
  const isUrgent = ({ state }: FieldRow): boolean => state === 'new' || state === 'reopened';
  const ordered = [...asked.filter(isUrgent), ...asked.filter((row) => !isUrgent(row))];
  return { shown: ordered.slice(0, most), asked: asked.length };
}

import type { FieldRow } from './scorecard.js';
import type { UnsettledReason } from './unsettled-reason.js';

/** What keeps most comparisons of a route from being settled, and the way out; null where nothing can be done. */
export function unsettledHint(
  unsettled: Readonly<Partial<Record<UnsettledReason, number>>>,
  fields: () => readonly FieldRow[],
): string | null {
  const [most] = Object.entries(unsettled).toSorted(([, a], [, b]) => b - a);
  switch (most?.[0]) {
    case 'over-budget':
      return `more differs than may be read again; ${lessToRead(fields(), 'settle.extraLoad says how much may be, and another one begins evidence anew')}`;
    case 'too-many':
      return `more differs at once than can be read again before 2 × freshness is over; ${lessToRead(fields(), 'what is one cause is better mended than read again')}`;
    case 'no-answer':
      return 'a side does not answer when it is read again: credentials may have expired by then, or it fails';
    case 'legacy-unread':
      return 'legacy may not be read again: settle.legacy is off, its answers set cookies, or it strains';
    default:
      return null;
  }
}

/** Noise is read again like everything else, until a rule silences it. */
function lessToRead(fields: readonly FieldRow[], otherwise: string): string {
  const [noisiest] = fields.toSorted((a, b) => b.classes.volatile - a.classes.volatile);
  if (!noisiest || noisiest.classes.volatile === 0) return otherwise;
  return `${noisiest.pattern} is most of the noise: if nobody needs it compared, put it under compare.ignore`;
}

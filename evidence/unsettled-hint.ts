import { formatShare } from '../routing-rules/units.js';
import type { FieldRow } from './scorecard.js';
import type { UnsettledReason } from './unsettled-reason.js';

/** What re-reading may add to each side of a route, and the comparisons by which it earns that. */
export interface SettleLoad {
  /** `settle.extraLoad`: reads of each side for every comparison, as a ratio; may exceed 1. */
  readonly extraLoad: number;
  /** Comparisons in the evidence. */
  readonly compared: number;
}

/** What keeps most comparisons of a route from being settled, and the way out; null where nothing can be done. */
export function unsettledHint(
  unsettled: Readonly<Partial<Record<UnsettledReason, number>>>,
  fields: () => readonly FieldRow[],
  load: SettleLoad,
): string | null {
  const [most] = Object.entries(unsettled).toSorted(([, a], [, b]) => b - a);
  switch (most?.[0]) {
    case 'over-budget':
      return `more differs than may be read again: ${budgetTold(load, most[1])}; ${lessToRead(fields(), 'another one begins evidence anew')}`;
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

/** `settle.extraLoad is 5 %, about 20 % would do at this traffic`. */
function budgetTold({ extraLoad, compared }: SettleLoad, refused: number): string {
  const enough = extraLoad + (readsOfOne * refused) / Math.max(compared, refused);
  const step = enough < 1 ? 0.05 : 0.5;
  const told = Math.ceil(Number((enough / step).toPrecision(12))) * step;
  return `settle.extraLoad is ${formatShare(extraLoad)}, about ${formatShare(told)} would do at this traffic`;
}

/** Reads of each side that are set aside to settle one suspect; some of them are given back (docs/verdicts.md, Unsettled). */
const readsOfOne = 5;

/** Noise is read again like everything else, until a rule silences it. */
function lessToRead(fields: readonly FieldRow[], otherwise: string): string {
  const [noisiest] = fields.toSorted((a, b) => b.classes.volatile - a.classes.volatile);
  if (!noisiest || noisiest.classes.volatile === 0) return otherwise;
  return `${noisiest.pattern} is most of the noise: if nobody needs it compared, put it under compare.ignore`;
}

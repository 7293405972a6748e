import { mismatchClasses } from '../../evidence/mismatch-class.js';
import type { FieldRow } from '../../evidence/scorecard.js';

/**
 * What differs as it is to be looked at: by the worst class that it was ever found to be, of these what differs most
 * often; what is fixed stands last, for it differs no more.
 */
export const worstFirst = (fields: readonly FieldRow[]): readonly FieldRow[] =>
  fields.toSorted(
    (a, b) =>
      Number(a.state === 'fixed') - Number(b.state === 'fixed') ||
      worstRank(a) - worstRank(b) ||
      b.mismatched - a.mismatched,
  );

/** Classes are listed from bad to harmless; what has none yet comes after them. */
function worstRank({ classes }: FieldRow): number {
  const rank = mismatchClasses.findIndex((name) => classes[name] > 0);
  return rank < 0 ? mismatchClasses.length : rank;
}

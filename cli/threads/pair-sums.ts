import type { PairsByRoute } from '../../evidence/handed-over.js';

/** How many pairs, by edition and route; under 0 where no edition is said. */
export type PairSums = Readonly<Record<number, PairsByRoute>>;

/** Adds pairs of one edition to a sum. */
export function addPairs(
  sums: Record<number, Record<string, number>>,
  pairs: PairsByRoute,
  edition = 0,
): void {
  const ofEdition = (sums[edition] ??= {});
  for (const [route, count] of Object.entries(pairs)) ofEdition[route] = (ofEdition[route] ?? 0) + count;
}

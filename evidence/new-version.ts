import { newVersion, type UnsealedEntry } from './audit-chain.js';
import { countedIn, entryOf } from './audit/audit-entry.js';
import { controller } from './desk.js';
import type { KnownSides } from './side-versions.js';
import type { RouteBooks } from './route-books.js';
import type { Side } from './tally.js';

/**
 * The audit's entry for evidence that restarts because a side has another version.
 * @param was the versions that the route's evidence was of before
 * @param goesOn whether evidence of these versions was counted before
 */
export function newVersionEntry(
  books: RouteBooks,
  was: KnownSides,
  is: KnownSides,
  goesOn: boolean,
  now: Date,
): UnsealedEntry {
  const changes = (['legacy', 'candidate'] as const).flatMap((side) => changeOf(side, was[side], is[side]));
  const reason = `${changes.join(', ')}: its evidence ${goesOn ? 'goes on where it was left' : 'begins'}`;
  const evidence = { ...countedIn(books), versions: is, was };
  return entryOf(books, { action: newVersion, by: controller, reason, evidence }, now);
}

function changeOf(side: Side, was: string | null, is: string | null): readonly string[] {
  if (was === is) return [];
  if (is === null) return [`${side} tells no version any more (was ${was})`];
  return [`${side} is now ${is} (${was === null ? 'it told no version before' : `was ${was}`})`];
}

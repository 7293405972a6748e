import { newRules, newVersion, type UnsealedEntry } from './audit-chain.js';
import { countedIn, entryOf } from './audit/audit-entry.js';
import { controller } from './desk.js';
import type { ToldBasis } from './side-versions.js';
import type { RouteBooks } from './route-books.js';
import type { Side } from './tally.js';

/**
 * The audit's entry for evidence that restarts because a side has another version, the route was edited, or both
 * (design: evidence §3).
 * @param was what the route's evidence was of before
 * @param goesOn whether evidence of what it is of now was counted before
 * @returns undefined where nothing is known to be other than it was
 */
export function otherEvidenceEntry(
  books: RouteBooks,
  was: ToldBasis,
  is: ToldBasis,
  goesOn: boolean,
  now: Date,
): UnsealedEntry | undefined {
  const deployed = (['legacy', 'candidate'] as const).flatMap((side) => changeOf(side, was[side], is[side]));
  // Who upgrades from a Banyan that did not keep it has edited nothing.
  const isEdited = was.configuration !== null && was.configuration !== is.configuration;
  const edited = isEdited ? ['its rules, guards or upstreams are others now'] : [];
  if (deployed.length + edited.length === 0) return undefined;
  const counted = countedIn(books);
  const begins = isEdited ? `begins (attempt ${counted.attempt})` : 'begins';
  const reason = `${[...deployed, ...edited].join(', ')}: its evidence ${goesOn ? 'goes on where it was left' : begins}`;
  const { configuration, ...versions } = is;
  const evidence = { ...counted, versions, configuration, was };
  const action = deployed.length > 0 ? newVersion : newRules;
  return entryOf(books, { action, by: controller, reason, evidence }, now);
}

function changeOf(side: Side, was: string | null, is: string | null): readonly string[] {
  if (was === is) return [];
  if (is === null) return [`${side} tells no version any more (was ${was})`];
  return [`${side} is now ${is} (${was === null ? 'it told no version before' : `was ${was}`})`];
}

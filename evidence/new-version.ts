import { newVersion, type UnsealedEntry } from './audit-chain.js';
import type { KnownSides } from './side-versions.js';
import type { RouteBooks } from './route-books.js';
import type { Side } from './tally.js';

/**
 * The audit's entry for evidence that restarts because a side has another version.
 * @param was the versions that the route's evidence was of before
 * @param goesOn whether evidence of these versions was counted before
 */
export function newVersionEntry(
  { rule, dial, ledger }: RouteBooks,
  was: KnownSides,
  is: KnownSides,
  goesOn: boolean,
  now: Date,
): UnsealedEntry {
  const position = { stage: dial.stage, share: dial.share };
  const changes = (['legacy', 'candidate'] as const).flatMap((side) => changeOf(side, was[side], is[side]));
  return {
    time: now.toISOString(),
    actor: 'banyan',
    role: 'admin',
    reason: `${changes.join(', ')}: its evidence ${goesOn ? 'goes on where it was left' : 'begins'}`,
    route: rule.name,
    action: newVersion,
    from: position,
    to: position,
    forced: dial.forced,
    evidence: {
      key: ledger.id.evidenceKey,
      versions: is,
      was,
      attempt: ledger.attempt,
      counts: ledger.counts,
      entities: ledger.entities.counts,
    },
  };
}

function changeOf(side: Side, was: string | null, is: string | null): readonly string[] {
  if (was === is) return [];
  if (is === null) return [`${side} tells no version any more (was ${was})`];
  return [`${side} is now ${is} (${was === null ? 'it told no version before' : `was ${was}`})`];
}

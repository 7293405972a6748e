import type { UnsealedEntry } from '../audit-chain.js';
import type { Actor, controller } from '../desk.js';
import { sidesOf } from '../evidence-key.js';
import type { RouteBooks } from '../route-books.js';
import { attemptOf } from '../standing.js';
import type { Dial, Position } from '../../routing-rules/dial.js';

/** The books of the route that an entry is about. */
type Entered = Pick<RouteBooks, 'rule' | 'dial' | 'ledger'>;

/** What happened to a route, and by whom. */
export interface Happening {
  readonly action: string;
  readonly by: Actor | typeof controller;
  readonly reason: string;
  /** The dial that it leads to; where it stands already when not given. */
  readonly to?: Dial;
  /** What it was decided on, beside the evidence key. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/**
 * What the audit keeps of anything that happens to a route (design: evidence §5): every entry is made here. `forced`
 * says how the dial stands afterwards.
 */
export function entryOf({ rule, dial, ledger }: Entered, happening: Happening, now: Date): UnsealedEntry {
  const { action, by, reason, to = dial, evidence } = happening;
  return {
    time: now.toISOString(),
    actor: by.name,
    role: by.role,
    reason,
    route: rule.name,
    action,
    from: positionOf(dial),
    to: positionOf(to),
    forced: to.forced,
    evidence: { key: ledger.id.evidenceKey, ...evidence },
  };
}

/** What had been counted then: the versions it is of, the attempt, requests by what became of them, entities. */
export const countedIn = ({ dial, ledger }: Entered) => ({
  versions: sidesOf(ledger.id) ?? null,
  attempt: attemptOf({ dial, ledger }),
  counts: ledger.counts,
  entities: ledger.entities.counts,
});

/**
 * The entry of a way down that the store was not told of when it was gone: the audit goes on where its last entry
 * left the dial, whatever lay between.
 * @param from where the audit knows the dial to stand
 */
export const toldLate = (entry: UnsealedEntry, from: Position): UnsealedEntry => ({
  ...entry,
  from: positionOf(from),
  evidence: { ...(entry.evidence as object), late: true },
});

const positionOf = ({ stage, share }: Position): Position => ({ stage, share });

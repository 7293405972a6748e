import { describe, isSame } from '../../routing-rules/positions.js';
import { forgetting, newRules, newVersion } from '../audit-chain.js';
import type { AuditEntry } from '../scorecard.js';

/** What people call an action that leaves the dial where it is. */
const still: Readonly<Record<string, string>> = {
  hold: 'held',
  resume: 'resumed',
  acknowledge: 'rollback acknowledged',
  unlatch: 'unlatched',
  'restart-evidence': 'evidence restarted by hand',
  [newVersion]: 'another version',
  [newRules]: 'other rules',
};

/** What people call an action that moved it, where they did not ask for a position. */
const moving: Readonly<Record<string, string>> = {
  promote: 'promoted',
  rollback: 'rolled back',
  'new-candidate': 'another candidate begins',
};

/** What an entry of the audit tells, in a few words: `shadow → split 5 %`, `held at live`, `an entity forgotten`. */
export function changeTold({ action, from, to }: Pick<AuditEntry, 'action' | 'from' | 'to'>): string {
  if (action === forgetting) return 'an entity forgotten';
  if (isSame(from, to)) return `${still[action] ?? moving[action] ?? 'left'} at ${describe(to)}`;
  const word = still[action] ?? moving[action];
  return `${word === undefined ? '' : `${word}: `}${describe(from)} → ${describe(to)}`;
}

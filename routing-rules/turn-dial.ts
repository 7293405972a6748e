import type { Dial } from './dial.js';
import { dialTable, type Turn, type TurnContext, type TurnRefusal, type Turner } from './dial-table.js';

/** The dial after the turn, or why it stays as it is. */
export type Turned = { readonly kind: 'turned'; readonly dial: Dial } | TurnRefusal;

/** Judges one turn of a dial by its table. */
export function turnDial(dial: Dial, turn: Turn, context: TurnContext): Turned {
  const { who, to } = dialTable[turn.action];
  if (!may(context.by, who)) {
    return { kind: 'refused', why: 'not-allowed', detail: `To ${tell(turn)} needs the ${who} role.` };
  }
  const outcome = to(dial, turn, context);
  return 'kind' in outcome ? outcome : { kind: 'turned', dial: outcome };
}

/** The controller does what its table names, and nothing that asks for a person; what it may, an operator may. */
const may = (by: Turner, who: Turner): boolean =>
  by === 'controller' ? who === 'controller' : rank[by] >= Math.max(rank[who], rank.operator);

const rank: Readonly<Record<Turner, number>> = { viewer: 0, controller: 0, operator: 1, admin: 2 };

const tell = ({ action }: Turn): string => (action === 'turn' ? 'turn a dial' : action.replace('-', ' '));

import type { DialRequest } from '../../../evidence/desk.js';
import type { Position } from '../../../routing-rules/dial.js';
import { isRaise } from '../../../routing-rules/positions.js';
import { position } from '../figures.js';

/** What a page may ask a dial to do, as its address names it: `to` a position, or one of the actions. */
export type Asked =
  | { readonly to: string; readonly at: Position }
  | { readonly action: Exclude<DialRequest['action'], 'turn' | 'promote' | 'new-candidate'> };

/** An action in words: what its button says, and what comes of it. */
interface Words {
  readonly button: string;
  readonly comesOfIt: string;
}

const ofActions: Readonly<Record<Extract<Asked, { action: string }>['action'], Words>> = {
  rollback: {
    button: 'Roll back to shadow',
    comesOfIt:
      'Legacy answers everything from the next request on. The candidate is read beside it and compared as before.',
  },
  hold: {
    button: 'Hold',
    comesOfIt:
      'The dial stays where it is and nothing raises it until somebody resumes. Rolling back stays possible.',
  },
  resume: { button: 'Resume', comesOfIt: 'The dial may rise again, once its guards pass.' },
  acknowledge: {
    button: 'Acknowledge the rollback',
    comesOfIt:
      'It says that somebody knows why it was rolled back. The dial may rise again, once its guards pass.',
  },
  unlatch: {
    button: 'Unlatch',
    comesOfIt: 'It was rolled back too often to rise without an admin’s word. This is that word.',
  },
  'restart-evidence': {
    button: 'Restart the evidence',
    comesOfIt:
      'Everything is to be proven anew, as one attempt more, which must prove more. What was counted is kept. The dial stays where it is.',
  },
};

/** What somebody asks of a dial that stands `from`, in words. */
export function inWords(asked: Asked, from: Position): Words {
  if ('action' in asked) return ofActions[asked.action];
  const { at } = asked;
  return { button: `${isRaise(from, at) ? 'Raise' : 'Turn'} to ${position(at)}`, comesOfIt: meaningOf(at) };
}

/** What a position of the dial means for clients. */
function meaningOf(at: Position): string {
  switch (at.stage) {
    case 'observe':
      return 'Legacy answers everything and is measured. The candidate is not read, so nothing is compared.';
    case 'shadow':
      return 'Legacy answers everything. The candidate is read beside it and compared.';
    case 'split':
      return `The candidate answers ${position(at).replace('split ', '')} of sticky keys, legacy the others; both are read and compared.`;
    case 'live':
      return 'The candidate answers everything. Legacy is read beside it, compared, and answers where the candidate fails.';
    case 'retired':
      return 'Legacy is not read any more: nothing is compared, and nothing falls back to it.';
  }
}

/** The actions that an address may name. */
export const askedActions = Object.keys(ofActions) as readonly (keyof typeof ofActions)[];

import { isBadForGood } from '../../../evidence/bad-for-good.js';
import type { Role } from '../../../evidence/desk.js';
import type { Scorecard } from '../../../evidence/scorecard.js';
import { atLeast } from '../../access/identity.js';
import { position } from '../figures.js';
import { percentText, turnAddress } from '../turn/turn-page.js';

/**
 * What may be asked of the dial as it stands, above all what it waits for. Each opens a page that asks for the reason
 * and shows what the audit will keep: nothing is turned by one press.
 */
export function DialControl({ route, role }: { route: Scorecard; role: Role }) {
  if (!atLeast(role, 'operator')) {
    return <p class="quiet">You may look. Turning the dial needs the role operator.</p>;
  }
  return (
    <ul class="choices dial-control" aria-label="What may be asked of the dial">
      {choicesOf(route, role).map(({ query, says, like = '' }) => (
        <li>
          <a data-drawer class={`button ${like}`} href={turnAddress(route, query)}>
            {says}
          </a>
        </li>
      ))}
      <li>
        <a data-drawer class="button" href={turnAddress(route, {})}>
          Something else…
        </a>
      </li>
    </ul>
  );
}

interface Choice {
  readonly query: Readonly<Record<string, string>>;
  readonly says: string;
  readonly like?: 'primary' | 'down';
}

function choicesOf(route: Scorecard, role: Role): readonly Choice[] {
  const { held, rolledBack, share, stage } = route;
  const isAdmin = atLeast(role, 'admin');
  const action = (name: string, says: string, like?: Choice['like']): Choice => ({
    query: { action: name },
    says,
    ...(like && { like }),
  });
  return [
    ...raises(route, isAdmin),
    ...(isAdmin && rolledBack?.latched ? [action('unlatch', 'Unlatch…', 'primary')] : []),
    ...(waitsToBeAcknowledged(route) ? [action('acknowledge', 'Acknowledge the rollback…', 'primary')] : []),
    ...(isBadForGood(route) ? [action('restart-evidence', 'Restart the evidence…')] : []),
    ...(stage === 'live' ? [{ query: { to: 'retired' }, says: 'Retire legacy…' }] : []),
    ...(held ? [action('resume', 'Resume…')] : stage === 'retired' ? [] : [action('hold', 'Hold…')]),
    ...(share > 0 ? [action('rollback', 'Roll back…', 'down')] : []),
  ];
}

/** Whether somebody must say that they know of a rollback before the dial can rise again. */
const waitsToBeAcknowledged = ({ rolledBack, raise }: Scorecard): boolean =>
  rolledBack !== null && !rolledBack.acknowledged && (rolledBack.automatic || raise === 'after-acknowledge');

/** The next step up, where it may be taken now, or an admin may force it. */
function raises({ next, held }: Scorecard, isAdmin: boolean): readonly Choice[] {
  if (next === null) return [];
  const to = next.stage === 'split' ? percentText(next.share) : next.stage;
  if (next.allowed && !held) return [{ query: { to }, says: `Raise to ${position(next)}…`, like: 'primary' }];
  return next.yieldsToForce && isAdmin
    ? [{ query: { to, force: 'yes' }, says: `Force to ${position(next)}…` }]
    : [];
}

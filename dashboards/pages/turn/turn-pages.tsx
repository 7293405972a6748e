import type { Context, Hono } from 'hono';
import type { DialRequest } from '../../../evidence/desk.js';
import { type Position, stages } from '../../../routing-rules/dial.js';
import { positionAsked } from '../../../routing-rules/positions.js';
import { demand, type DashboardEnv } from '../../access/gate.js';
import { routeOr404 } from '../../api/reads.js';
import { parseShare } from '../../api/share.js';
import type { DashboardParts } from '../../parts.js';
import { Problem } from '../../problem.js';
import type { PageOf } from '../page-of.js';
import { TurnMenu, TurnPage } from './turn-page.js';
import { type Asked, askedActions, inWords } from './turns-in-words.js';

/**
 * `/routes/:route/turn`: where a reason is asked for, beside what the audit will keep; and without `to` or `action`,
 * what may be asked of the dial. Nothing is turned here: what is asked for is sent to the API as JSON.
 */
export function turnPages(
  app: Hono<DashboardEnv>,
  { desk }: Pick<DashboardParts, 'desk'>,
  page: PageOf,
): void {
  app.get('/routes/:route/turn', (c) => {
    const actor = c.get('actor');
    demand(actor, 'operator');
    const route = routeOr404(desk, c.req.param('route'));
    const asked = askedIn(c);
    if (asked === undefined)
      return page(c, { title: `Turn ${route.name}` }, <TurnMenu route={route} actor={actor} />);
    const force = c.req.query('force') === 'yes';
    if (force) demand(actor, 'admin');
    const would = desk.wouldTurn(route.name, requestFor(asked, force), actor);
    return page(
      c,
      { title: `${inWords(asked, route).button}: ${route.name}` },
      <TurnPage {...{ route, actor, asked, would }} forced={force} />,
    );
  });
}

const requestFor = (asked: Asked, force: boolean): DialRequest =>
  'to' in asked
    ? { action: 'turn', ...asked.at, reason: '…', ...(force && { force }) }
    : { action: asked.action, reason: '…' };

/** What the address asks for; nothing where it names neither. */
function askedIn(c: Context): Asked | undefined {
  const { to, action } = c.req.query();
  if (to !== undefined) return { to, at: positionOf(to) };
  if (action === undefined) return undefined;
  const known = askedActions.find((one) => one === action);
  if (known === undefined)
    throw new Problem('invalid', `${JSON.stringify(action)} is none of ${askedActions.join(', ')}.`);
  return { action: known };
}

function positionOf(to: string): Position {
  const stage = stages.find((one) => one === to);
  const at = positionAsked(stage, parseShare(to));
  if (typeof at !== 'string') return at;
  throw new Problem(
    'invalid',
    `${JSON.stringify(to)} is neither a share like 5% nor a stage (${stages.join(', ')}).`,
  );
}

import type { Context, Hono } from 'hono';
import type { DialOutcome, DialRequest, EvidenceDesk } from '../../evidence/desk.js';
import { demand, type DashboardEnv } from '../access/gate.js';
import { Problem } from '../problem.js';
import { demandJson, readBody } from './body.js';
import { routeOr404 } from './reads.js';
import { DialBody, PromoteBody, ReasonBody } from './shapes.js';

/** Everything that turns a dial. All of it goes through one door, `desk.turnDial`, with a reason and an actor. */
export function turns(app: Hono<DashboardEnv>, desk: EvidenceDesk): void {
  const turn = async (c: Context<DashboardEnv>, name: string, request: DialRequest): Promise<Response> => {
    const actor = c.get('actor');
    if (request.force === true) demand(actor, 'admin');
    const outcome = await desk.turnDial(name, request, actor);
    if (outcome.kind === 'refused') throw refusal(outcome);
    return c.json({ ...outcome.route, entry: outcome.entry });
  };
  /** Cheap refusals first: a forged form is told nothing about routes or roles. */
  const before = (c: Context<DashboardEnv>, route: string): string => {
    demandJson(c);
    demand(c.get('actor'), 'operator');
    return routeOr404(desk, route).name;
  };

  app.put('/api/v1/routes/:route/dial', async (c) => {
    const name = before(c, c.req.param('route'));
    return turn(c, name, { action: 'turn', ...(await readBody(c, DialBody)) });
  });

  app.post('/api/v1/routes/:route/promote', async (c) => {
    const name = before(c, c.req.param('route'));
    return turn(c, name, { action: 'promote', ...(await readBody(c, PromoteBody)) });
  });

  for (const action of reasonedActions) {
    app.post(`/api/v1/routes/:route/${action}`, async (c) => {
      const name = before(c, c.req.param('route'));
      return turn(c, name, { action, ...(await readBody(c, ReasonBody)) });
    });
  }
}

/** What is asked for with nothing but a reason. */
const reasonedActions = ['rollback', 'hold', 'resume', 'acknowledge', 'unlatch', 'restart-evidence'] as const;

const refusal = ({ why, detail }: Extract<DialOutcome, { kind: 'refused' }>): Problem =>
  new Problem(why, detail);

import type { Hono } from 'hono';
import { nearestName } from '../../comparators/explain/nearest-name.js';
import type { DashboardEnv } from '../access/gate.js';
import type { EvidenceDesk } from '../../evidence/desk.js';
import type { RouteHistory } from '../../evidence/history/route-history.js';
import type { FieldRow, Sample, Scorecard } from '../../evidence/scorecard.js';
import { Problem } from '../problem.js';
import { readQuery } from './body.js';
import { FieldsQuery, HistoryQuery, SamplesQuery } from './shapes.js';
import { unreadable } from './unreadable.js';

/** The route of this name, or 404 with the names there are. */
export function routeOr404(desk: EvidenceDesk, name: string): Scorecard {
  const route = desk.route(name);
  if (route !== undefined) return route;
  const names = desk.routes().map((one) => one.name);
  throw new Problem(
    'unknown-route',
    names.length === 0
      ? `No route is called ${JSON.stringify(name)}: none is configured. Add one under routes: in banyan.yaml.`
      : `No route is called ${JSON.stringify(name)}. ${meant(name, names)}There are: ${names.slice(0, 20).join(', ')}.`,
  );
}

function meant(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? '' : `Did you mean ${JSON.stringify(nearest)}? `;
}

/** Everything that is only told: routes, fields, what is ignored, coverage, history, samples. */
export function reads(app: Hono<DashboardEnv>, desk: EvidenceDesk): void {
  app.get('/api/v1/routes', (c) => c.json({ routes: desk.routes() }));

  app.get('/api/v1/routes/:route', (c) => c.json(routeOr404(desk, c.req.param('route'))));

  app.get('/api/v1/routes/:route/evidence', async (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    return c.json({ evidence: await desk.evidences(name) });
  });

  app.get('/api/v1/routes/:route/fields', async (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    const { evidence } = readQuery(c, FieldsQuery);
    if (evidence === undefined) return c.json({ fields: desk.fields(name) });
    return c.json({ fields: await earlierFieldsOr404(desk, name, evidence) });
  });

  app.get('/api/v1/routes/:route/ignored', (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    return c.json({ ignored: desk.ignored(name) });
  });

  app.get('/api/v1/routes/:route/coverage', (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    return c.json(desk.coverage(name));
  });

  app.get('/api/v1/routes/:route/history', async (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    const asked = readQuery(c, HistoryQuery);
    const past = await desk.history(name, asked);
    if (past && asked.from !== undefined) demandPast(asked.from, past);
    return c.json(past);
  });

  app.get('/api/v1/routes/:route/samples', (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    return c.json({ samples: desk.samples(name, readQuery(c, SamplesQuery)) });
  });

  app.get('/api/v1/samples/:id', async (c) => c.json(await sampleOr404(desk, c.req.param('id'))));
}

/** Refuses a span that begins at the end of what is told, which is now, or later: nothing can be said of it. */
function demandPast(from: number, { to }: RouteHistory): void {
  if (from * 1000 < Date.parse(to)) return;
  const message = `must be before now, ${to}`;
  throw new Problem('invalid', `query.from: ${message}`, { problems: [{ where: 'query.from', message }] });
}

/** What differed under this evidence key, or 404 with the way to those there are. */
export async function earlierFieldsOr404(
  desk: EvidenceDesk,
  route: string,
  evidence: string,
): Promise<readonly FieldRow[]> {
  const fields = await desk
    .earlierFields(route, evidence)
    .catch(unreadable('What differed under other evidence'));
  if (fields !== undefined) return fields;
  throw new Problem(
    'not-found',
    `Nothing was compared on ${route} under the evidence key ${JSON.stringify(evidence)}. GET …/evidence lists those there are.`,
  );
}

/** The sample of this id, or 404: samples are bounded, old ones go. */
export async function sampleOr404(desk: EvidenceDesk, id: string): Promise<Sample> {
  const sample = await desk.sample(id).catch(unreadable('A sample that is not of today’s evidence'));
  if (sample !== undefined) return sample;
  throw new Problem(
    'not-found',
    'No such sample is kept, or it is of other rules than today’s. Samples are bounded and old ones go; the route lists those there are.',
  );
}

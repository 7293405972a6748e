import type { Hono } from 'hono';
import { nearestName } from '../../comparators/explain/nearest-name.js';
import type { DashboardEnv } from '../access/gate.js';
import type { EvidenceDesk } from '../../evidence/desk.js';
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
    return c.json(await desk.history(name, readQuery(c, HistoryQuery)));
  });

  app.get('/api/v1/routes/:route/samples', (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    return c.json({ samples: desk.samples(name, readQuery(c, SamplesQuery)) });
  });

  app.get('/api/v1/samples/:id', async (c) => c.json(await sampleOr404(desk, c.req.param('id'))));
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

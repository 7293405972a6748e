import type { Hono } from 'hono';
import { nearestName } from '../../comparators/explain/nearest-name.js';
import type { DashboardEnv } from '../access/gate.js';
import type { EvidenceDesk } from '../../evidence/desk.js';
import type { Scorecard } from '../../evidence/scorecard.js';
import { Problem } from '../problem.js';
import { readQuery } from './body.js';
import { HistoryQuery, SamplesQuery } from './shapes.js';

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

  app.get('/api/v1/routes/:route/fields', (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    return c.json({ fields: desk.fields(name) });
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

  app.get('/api/v1/samples/:id', (c) => c.json(sampleOr404(desk, c.req.param('id'))));
}

/** The sample of this id, or 404: samples are bounded, old ones go. */
export function sampleOr404(desk: EvidenceDesk, id: string): NonNullable<ReturnType<EvidenceDesk['sample']>> {
  const sample = desk.sample(id);
  if (sample !== undefined) return sample;
  throw new Problem(
    'not-found',
    'No such sample is kept. Samples are bounded and old ones go; the route lists those there are.',
  );
}

import type { Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import type { EvidenceDesk } from '../../evidence/desk.js';
import { demand, type DashboardEnv } from '../access/gate.js';
import { Problem } from '../problem.js';
import { demandJson, readBody, readQuery } from './body.js';
import { type EntityFormat, entityFormatNames, entityFormats, whatIsCut } from './entity-formats.js';
import { routeOr404 } from './reads.js';
import { EntitiesQuery, ForgetBody } from './shapes.js';

/** Which entities differ, as JSON, CSV or NDJSON; and that what is kept of one be deleted. */
export function entities(app: Hono<DashboardEnv>, desk: EvidenceDesk): void {
  app.get('/api/v1/routes/:route/entities', (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    const { class: classes, limit, format = asked(c) } = readQuery(c, EntitiesQuery);
    const list = desk.entities(name, { classes, limit });
    const cut = whatIsCut(list);
    const { type, write } = entityFormats[format];
    c.header('vary', 'accept');
    // Beside the rows, not among them: a file is read by programs that expect nothing but rows.
    if (cut !== undefined) c.header('x-banyan-cut', cut);
    if (format !== 'json') {
      const file = [name, 'entities', ...(classes ?? [])].join('-');
      c.header('content-disposition', `attachment; filename="${file}.${format}"`);
    }
    return c.body(write(list.entities), 200, {
      'content-type': format === 'json' ? type : `${type}; charset=utf-8`,
    });
  });

  app.delete('/api/v1/routes/:route/entities/:key', async (c) => {
    demandJson(c);
    demand(c.get('actor'), 'operator');
    const { name } = routeOr404(desk, c.req.param('route'));
    const { reason } = await readBody(c, ForgetBody);
    const outcome = await desk.forgetEntity(name, { key: c.req.param('key'), reason }, c.get('actor'));
    if (outcome.kind === 'refused') throw new Problem(outcome.why, outcome.detail);
    const { samples, listed, entry } = outcome;
    return c.json({ forgotten: { samples, listed }, entry });
  });
}

/** What the client would rather have; JSON unless it says otherwise. */
function asked(c: Context): EntityFormat {
  const supports = entityFormatNames.map((format): string => entityFormats[format].type);
  const chosen = accepts(c, { header: 'Accept', supports, default: entityFormats.json.type });
  return entityFormatNames.find((format) => entityFormats[format].type === chosen) ?? 'json';
}

import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { EvidenceDesk } from '../../evidence/desk.js';
import type { Sample } from '../../evidence/scorecard.js';
import type { DashboardParts } from '../parts.js';
import type { DashboardEnv, Gate } from '../access/gate.js';
import { earlierFieldsOr404, routeOr404, sampleOr404 } from '../api/reads.js';
import { pasts } from '../api/shapes.js';
import { auditPages } from './audit/audit-pages.js';
import { configPages } from './config/config-page.js';
import { chosenOf } from './fields/field-filter-form.js';
import type { LivePageOf, PageOf } from './page-of.js';
import { Layout } from './layout.js';
import { historyRows } from './parts/history.js';
import { document } from './render.js';
import { SharedReadings } from '../shared-readings.js';
import { RoutePage } from './route-page.js';
import { pastOf, routeQuery } from './route-query.js';
import { RoutesPage } from './routes-page.js';
import { SamplePage } from './sample-page.js';
import { suggestionsPages } from './suggestions-page.js';
import { UpstreamsPage } from './upstreams-page.js';
import { turnPages } from './turn/turn-pages.js';

const ignoredRows = 200;
const entityRows = 100;

/** What people see; each page reads the desk, renders, and keeps nothing. */
export function pages(app: Hono<DashboardEnv>, parts: DashboardParts, gate: Gate): void {
  const { desk, proxyUrl = 'http://127.0.0.1:8080' } = parts;
  const page: PageOf = (c, { title, live = false, calm = 1, history = false, ownNotices = false }, content) =>
    document(
      c,
      <Layout
        frame={{
          title,
          follows: live ? { address: addressOf(c), calm } : undefined,
          history,
          actor: c.get('actor'),
          canLeave: gate.guarded,
          configuration: ownNotices ? undefined : parts.config(),
          problems: ownNotices ? undefined : parts.ready().problems,
        }}
      >
        {content}
      </Layout>,
    );

  const rendered = new SharedReadings<HtmlEscapedString>(desk);
  const livePage: LivePageOf = async (c, kind, name, content) => {
    const drawn = await rendered.of(name, async () => html`${await content()}`);
    return page(c, { ...kind, live: true }, drawn);
  };

  app.get('/', (c) =>
    livePage(c, { title: 'Routes', calm: calmFor(desk.summaries().length) }, '/', () => (
      <RoutesPage routes={desk.routes()} pace={desk.pace()} proxyUrl={proxyUrl} />
    )),
  );

  app.get('/routes/:route', async (c) => {
    const route = routeOr404(desk, c.req.param('route'));
    const asked = routeQuery.parse(c.req.query());
    const { role } = c.get('actor');
    const name = JSON.stringify([route.name, asked, role]);
    return livePage(c, { title: route.name, history: true }, name, async () => {
      const evidences = await desk.evidences(route.name);
      const chosen = chosenOf(evidences, asked);
      const fields =
        chosen === undefined || chosen.counts
          ? desk.fields(route.name)
          : await earlierFieldsOr404(desk, route.name, chosen.evidenceKey);
      return (
        <RoutePage
          route={route}
          fields={fields}
          evidences={evidences}
          ignored={desk.ignored(route.name).slice(0, ignoredRows)}
          coverage={desk.coverage(route.name)}
          entities={desk.entities(route.name, { classes: asked.class && [asked.class], limit: entityRows })}
          asked={asked}
          audit={await desk.audit({ route: route.name, limit: 20 })}
          history={await desk.history(route.name, { last: pasts[pastOf(asked)], points: historyRows })}
          role={role}
          proxyUrl={proxyUrl}
        />
      );
    });
  });

  app.get('/upstreams', async (c) =>
    page(c, { title: 'Upstreams', live: true }, <UpstreamsPage upstreams={await parts.upstreams()} />),
  );

  suggestionsPages(app, parts, page);
  turnPages(app, parts, page);
  auditPages(app, parts, page);
  configPages(app, parts, page);

  app.get('/samples/:id', async (c) => {
    const sample = await sampleOr404(desk, c.req.param('id'));
    return page(
      c,
      { title: `Sample of ${sample.route}` },
      <SamplePage
        sample={sample}
        alike={alikeOf(desk, sample)}
        traceUrl={parts.traceUrl?.() ?? null}
        proxyUrl={proxyUrl}
      />,
    );
  });
}

const alikeRows = 5;

/** Other samples that show the first difference of this one. */
function alikeOf(desk: EvidenceDesk, { id, route, differences }: Sample): readonly Sample[] {
  const [first] = differences;
  if (first === undefined) return [];
  const all = desk.samples(route, { pattern: first.pattern });
  return all.filter((other) => other.id !== id).slice(0, alikeRows);
}

/** Where the page is read again, as somebody reached it. */
function addressOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}

/**
 * Seconds between two readings of so many routes: nobody reads two hundred of them every second, and each is drawn. Ten
 * at most: after twenty without a reading a page says that it is out of date.
 */
export const calmFor = (routes: number): number => Math.min(10, Math.max(1, Math.ceil(routes / 40)));

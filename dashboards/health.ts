import type { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import type { DashboardEnv } from './access/gate.js';
import type { ConfigurationNews } from './configuration-news.js';
import type { Metrics } from './metrics/metrics.js';

/** Whether the proxy answers, and if not, or only partly, why. */
export interface Readiness {
  readonly ready: boolean;
  /** Sentences; may be there while ready, for what is degraded. */
  readonly problems?: readonly string[];
}

/** `/healthz` (this process answers) and `/readyz` (the proxy does); open, for orchestrators have no token. */
export function health(
  app: Hono<DashboardEnv>,
  ready: () => Readiness,
  config: () => ConfigurationNews,
): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', (c) => {
    const { ready: yes, problems: ofOurs = [] } = ready();
    const problems = [...ofOurs, ...tellRefused(config())];
    const status = yes ? (problems.length === 0 ? 'ready' : 'degraded') : 'not ready';
    return c.json({ status, problems }, yes ? 200 : 503);
  });
}

const tellRefused = ({ file, refusedAt, problems }: ConfigurationNews): string[] =>
  refusedAt === null
    ? []
    : [
        `${file} was changed at ${refusedAt} but not taken, what was read before still serves: ${problems[0]?.message ?? ''}`,
      ];

const openMetrics = 'application/openmetrics-text';

/** `/metrics` for Prometheus: as OpenMetrics, with exemplars, where it is asked for so, else as plain text. */
export function metricsEndpoint(app: Hono<DashboardEnv>, metrics: Metrics): void {
  app.get('/metrics', async (c) => {
    const wanted = accepts(c, {
      header: 'Accept',
      supports: ['text/plain', openMetrics],
      default: 'text/plain',
    });
    const { type, text } = await metrics.scrape(wanted === openMetrics ? 'openmetrics' : 'text');
    return c.body(text, 200, { 'content-type': type });
  });
}

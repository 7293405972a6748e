import type { Hono } from 'hono';
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

/** `/metrics` for Prometheus. */
export function metricsEndpoint(app: Hono<DashboardEnv>, metrics: Metrics): void {
  app.get('/metrics', async (c) => {
    const { type, text } = await metrics.scrape();
    return c.body(text, 200, { 'content-type': type });
  });
}

import type { Hono } from 'hono';
import type { DashboardEnv } from '../access/gate.js';
import type { ConfigurationNews } from '../configuration-news.js';

/** `GET /api/v1/config`: which reading of banyan.yaml serves, why a newer one does not, and where traces are shown. */
export function configuration(
  app: Hono<DashboardEnv>,
  news: () => ConfigurationNews,
  traceUrl: () => string | null = () => null,
): void {
  app.get('/api/v1/config', (c) => {
    const { file, loadedAt, notes, effective, refusedAt, problems } = news();
    return c.json({ file, loadedAt, notes, effective, refusedAt, problems, traceUrl: traceUrl() });
  });
}

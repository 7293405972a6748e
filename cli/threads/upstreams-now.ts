import type { BreakerNews } from '../../dashboards/breaker-news.js';
import type { Metrics } from '../../dashboards/metrics/metrics.js';
import { type UpstreamStanding, upstreamStandings } from '../../dashboards/upstream-standing.js';
import type { Vitals } from '../../dashboards/vitals.js';
import type { Serving } from './messages.js';

/** What the main thread told last, and what was counted. */
interface ToldOfUpstreams {
  readonly serves: Pick<Serving, 'configuration' | 'versions'>;
  readonly breakers: readonly BreakerNews[];
  readonly vitals: Pick<Vitals, 'connections'> | undefined;
  readonly metrics: Pick<Metrics, 'failures'>;
}

/** Whether an upstream answers for a route as its legacy, or for what no route matches. */
export const isLegacyIn =
  ({ passthrough, routes }: Pick<Serving['configuration'], 'passthrough' | 'routes'>) =>
  (upstream: string): boolean =>
    upstream === passthrough || routes.some(({ rule }) => rule.legacy === upstream);

/** How the upstreams of what serves stand now. */
export async function upstreamsNow(told: ToldOfUpstreams): Promise<readonly UpstreamStanding[]> {
  const { upstreams, passthrough, routes } = told.serves.configuration;
  return upstreamStandings({
    upstreams,
    passthrough,
    routes: routes.map(({ rule: { name, legacy, candidate } }) => ({
      route: name,
      legacy,
      candidate: candidate?.upstream ?? null,
    })),
    versions: told.serves.versions,
    breakers: told.breakers,
    connections: told.vitals?.connections ?? [],
    failures: await told.metrics.failures(),
  });
}

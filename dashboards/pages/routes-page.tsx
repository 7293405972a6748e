import type { Scorecard } from '../../evidence/scorecard.js';
import { count, counted, percent } from './figures.js';
import { NoRoutes, NoTraffic } from './parts/empty.js';
import { ShareBar } from './parts/dial-bar.js';
import { EvidenceSummary } from './parts/evidence-summary.js';
import { LastChange, MayRise } from './parts/rising.js';
import { visible } from './visible-text.js';

/** Every route at a glance: may it rise, and if not, what is missing. */
export function RoutesPage({ routes, proxyUrl }: { routes: readonly Scorecard[]; proxyUrl: string }) {
  const requests = routes.reduce((sum, route) => sum + route.requests, 0);
  const compared = routes.reduce((sum, route) => sum + route.compared, 0);
  return (
    <>
      <h1 class="hidden">Routes</h1>
      <div id="routes">
        {routes.length === 0 ? (
          <NoRoutes />
        ) : (
          <p class="summary">
            {counted(routes.length, 'route')} · {counted(requests, 'request')} ·{' '}
            {requests === 0 ? 'none compared yet' : `${percent(compared / requests)} compared`} ·{' '}
            {count(routes.filter(({ next, held }) => next?.allowed === true && !held).length)} may rise
          </p>
        )}
        {routes.map((route) => (
          <RouteRow route={route} />
        ))}
        {routes.length > 0 && requests === 0 && <NoTraffic proxyUrl={proxyUrl} />}
      </div>
    </>
  );
}

function RouteRow({ route }: { route: Scorecard }) {
  return (
    <article class="panel route" aria-label={visible(route.name)}>
      <div class="route-head">
        <h2>
          <a href={`/routes/${encodeURIComponent(route.name)}`}>{visible(route.name)}</a>
        </h2>
        <p class="stage">
          {route.stage} <b>{percent(route.share)}</b>
          {route.held && <span class="tag">held</span>}
          {route.forced && <span class="tag">forced</span>}
        </p>
        <ShareBar share={route.share} />
        <MayRise route={route} />
      </div>
      <EvidenceSummary route={route} />
      <LastChange entry={route.lastChange} />
    </article>
  );
}

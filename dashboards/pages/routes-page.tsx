import type { Pace } from '../../evidence/history/history-book.js';
import type { Scorecard } from '../../evidence/scorecard.js';
import { count, counted, duration, measured, percent } from './figures.js';
import { ClassBar, ClassList } from './parts/classes.js';
import { RateScale, ShareBar } from './parts/dial-bar.js';
import { NoRoutes, NoTraffic } from './parts/empty.js';
import { Errors, Latency, Rate } from './parts/measures.js';
import { BlindSpots, LastChange, MayRise } from './parts/rising.js';
import { visible } from './visible-text.js';

interface RoutesPageProps {
  readonly routes: readonly Scorecard[];
  readonly pace: Pace | null;
  /** Where clients reach the proxy. */
  readonly proxyUrl: string;
}

/** Every route at a glance: may it rise, and if not, what is missing. */
export function RoutesPage({ routes, pace, proxyUrl }: RoutesPageProps) {
  const requests = routes.reduce((sum, route) => sum + route.requests, 0);
  return (
    <>
      <h1 class="hidden">Routes</h1>
      <div id="routes">
        {routes.length === 0 ? (
          <NoRoutes />
        ) : (
          <p class="summary">
            {counted(routes.length, 'route')} · <Now pace={pace} /> ·{' '}
            {count(routes.reduce((sum, { skipped }) => sum + (skipped.shed ?? 0), 0))} shed ·{' '}
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

/** How fast requests come, and how many of them are compared. */
function Now({ pace }: { pace: Pace | null }) {
  if (pace === null) return <>counting for ten seconds</>;
  const { requestsPerSecond, compared } = pace;
  const rate = requestsPerSecond < 10 ? Number(requestsPerSecond.toFixed(1)) : count(requestsPerSecond);
  return (
    <>
      {`${rate}\u00a0req/s`}
      {compared !== null && `, ${percent(compared)} compared`}
    </>
  );
}

function RouteRow({ route }: { route: Scorecard }) {
  return (
    <article class="panel route" id={`route-${route.name}`} aria-label={visible(route.name)}>
      <div class="route-head">
        <h2>
          <a href={`/routes/${encodeURIComponent(route.name)}`}>{visible(route.name)}</a>
        </h2>
        <p class="stage">
          {route.stage} <b>{percent(route.share)}</b>
          {route.held && <span class="tag">held</span>}
          {route.forced && <span class="tag">forced</span>}
          {route.rolledBack && !route.rolledBack.acknowledged && <span class="tag">rolled back</span>}
        </p>
        <ShareBar share={route.share} />
        <MayRise route={route} />
        <BlindSpots route={route} />
      </div>
      <div class="route-facts">
        <div class="stack">
          <Rate route={route} />
          {route.entities.compared > 0 && <RateScale route={route} />}
        </div>
        <div class="stack">
          <ClassList counts={route.mismatched} late={route.late} />
          <ClassBar counts={route.mismatched} />
          <Lag route={route} />
        </div>
        <div class="stack">
          <Latency route={route} />
          <Errors route={route} />
        </div>
      </div>
      <LastChange entry={route.lastChange} />
    </article>
  );
}

const Lag = ({ route: { lag } }: { route: Scorecard }) =>
  measured(lag) ? (
    <span class="figure">
      lag p50 {duration(lag.p50)}, p95 <b>{duration(lag.p95)}</b>
    </span>
  ) : null;

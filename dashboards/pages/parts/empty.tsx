import type { Scorecard } from '../../../evidence/scorecard.js';
import { count, counted, interval } from '../figures.js';
import { visible } from '../visible-text.js';

// Empty states teach: each says what would fill it, in a line to copy.

const candidateYaml = (route: string): string => `upstreams:
  projection: { url: http://127.0.0.1:4000 }
routes:
  ${route}:
    candidate: { upstream: projection }`;

/** Nothing is configured. */
export function NoRoutes() {
  return (
    <section class="panel empty">
      <h2>No route is configured</h2>
      <p>
        Everything is passed through. Add a route to banyan.yaml; it is read again as soon as it is saved.
      </p>
      <pre>{`routes:
  customer-overview:
    match: { path: "/api/customers/:id/overview" }
    legacy: legacy
    candidate: { upstream: projection }
    key: path:id`}</pre>
    </section>
  );
}

/** No request has come yet. */
export function NoTraffic({ proxyUrl }: { proxyUrl: string }) {
  return (
    <section class="panel empty">
      <h2>No traffic yet</h2>
      <p>Send a request that matches the route, through the proxy:</p>
      <pre>{`curl -i ${proxyUrl}/path/of/your/route`}</pre>
    </section>
  );
}

/** The route has a candidate, and its dial stands where nothing is compared. */
export function OnlyObserved() {
  return (
    <section class="panel empty">
      <h2>Observed only</h2>
      <p>
        The candidate is not read while the dial stands at observe. Turn it to shadow to compare: legacy goes
        on answering everybody.
      </p>
    </section>
  );
}

/** The route is only measured. */
export function NoCandidate({ route }: { route: Scorecard }) {
  return (
    <section class="panel empty">
      <h2>No candidate yet</h2>
      <p>This route is measured, not compared. Name its candidate in banyan.yaml:</p>
      <pre>{candidateYaml(visible(route.name))}</pre>
    </section>
  );
}

/** Nothing differs: on how much that rests. */
export function NothingDiffers({ route }: { route: Scorecard }) {
  if (route.compared === 0)
    return <p class="quiet">Nothing was compared yet, so nothing is known to differ.</p>;
  return (
    <p class="quiet">
      Nothing differs, in {counted(route.compared, 'comparison')} of{' '}
      {counted(route.entities.compared, 'entity', 'entities')}. That proves a mismatch rate of{' '}
      {interval(route.rate.lower, route.rate.upper)}
      {route.cleanPairsLeft !== null && route.cleanPairsLeft > 0
        ? `; ${count(route.cleanPairsLeft)} more clean entities would prove it is below the threshold.`
        : '.'}
    </p>
  );
}

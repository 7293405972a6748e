import type { Child } from 'hono/jsx';
import type { Scorecard } from '../../../evidence/scorecard.js';
import { ClassBar, ClassList } from './classes.js';
import { RateScale } from './dial-bar.js';
import { Compared, Errors, Latency, Rate, Traffic } from './measures.js';

/** What a route's evidence comes to: rate, classes and times, the same wherever the route is shown. */
export function EvidenceSummary({ route, children }: { route: Scorecard; children?: Child }) {
  return (
    <div class="route-body">
      <div class="stack">
        <Rate route={route} />
        {route.entities.compared > 0 && <RateScale route={route} />}
        <Traffic route={route} />
        <Compared route={route} />
        <Errors route={route} bounds />
      </div>
      <div class="stack">
        <ClassList counts={route.mismatched} late={route.late} />
        <ClassBar counts={route.mismatched} />
        {children}
      </div>
      <Latency route={route} />
    </div>
  );
}

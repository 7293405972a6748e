import type { Vitals } from '../dashboards/vitals.js';
import type { CaptureBudget } from '../proxy/capture.js';
import type { PressureGauge } from '../proxy/pressure-gauge.js';
import type { Upstream } from '../proxy/upstream.js';
import type { ShadowPlaces } from '../proxy/shadow-places.js';
import type { AnalystLine } from './threads/analyst-line.js';
import type { ControlLine } from './threads/control-line.js';

/** What of the process tells how it fares. */
export interface VitalParts {
  readonly gauge: Pick<PressureGauge, 'given' | 'takeLongestStall'>;
  readonly budget: Pick<CaptureBudget, 'used' | 'limit'>;
  readonly places: Pick<ShadowPlaces, 'taken'>;
  readonly analyst: Pick<AnalystLine, 'started' | 'waiting'>;
  readonly control: Pick<ControlLine, 'started'>;
  readonly upstreams: Iterable<Pick<Upstream, 'rule' | 'live' | 'shadow'>>;
}

/** How the process fares; delays are those since this was asked last. To be asked on its main thread. */
export const vitalsOf = ({ gauge, budget, places, analyst, control, upstreams }: VitalParts): Vitals => ({
  longestDelay: gauge.takeLongestStall() / 1000,
  given: {
    'shed-shadow': gauge.given['shed-shadow'] / 1000,
    'refuse-live': gauge.given['refuse-live'] / 1000,
  },
  captured: { bytes: budget.used, limit: budget.limit },
  pairsWaiting: analyst.waiting,
  shadowReads: places.taken,
  connections: [...upstreams].map(({ rule, live, shadow }) => ({
    upstream: rule.name,
    live: live.counts,
    shadow: shadow.counts,
  })),
  started: { analyst: analyst.started, control: control.started },
  since: performance.timeOrigin / 1000,
});

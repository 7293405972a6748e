import { Gauge } from 'prom-client';
import type { Scorecard } from '../../evidence/scorecard.js';
import { stages } from '../../routing-rules/dial.js';
import type { RouteLimits } from './sources.js';
import type { OpenRegistry } from './exposition.js';

const verdictValue = { pass: 1, hold: 0, fail: -1 } as const;

/** What is read from the scorecards at each scrape, so that a gauge never tells anything else than the page. */
export function declareGauges(
  registry: OpenRegistry,
): (routes: readonly Scorecard[], limits: readonly RouteLimits[]) => void {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name, help, labelNames, registers });
  const share = gauge('banyan_dial_share_ratio', 'Share of sticky keys the candidate answers, 0–1.', 'route');
  const stage = gauge('banyan_dial_stage', '1 for the stage the route is in, else 0.', 'route', 'stage');
  const mayRise = gauge('banyan_dial_may_rise', '1 while the dial may be raised by its next step.', 'route');
  const rolledBack = gauge(
    'banyan_rolled_back',
    '1 while a rollback that Banyan made by itself waits to be acknowledged, else 0.',
    'route',
  );
  const rate = gauge(
    'banyan_mismatch_rate',
    'Share of entities that mismatch: estimate, and the bounds of its interval.',
    'route',
    'bound',
  );
  const threshold = gauge(
    'banyan_mismatch_threshold_ratio',
    'Share of entities that must be proven not to mismatch before the dial rises.',
    'route',
  );
  const guard = gauge('banyan_guard_state', '1 pass, 0 hold, -1 fail.', 'route', 'guard');
  const settling = gauge('banyan_settling', 'Comparisons whose class is not known yet.', 'route');
  const freshness = gauge(
    'banyan_freshness_seconds',
    'How far the candidate may lag where nothing else is said of a field.',
    'route',
  );
  const dropped = gauge(
    'banyan_coverage_dropped_limit_ratio',
    'Share of requests that may go uncompared before the guard on coverage holds the dial.',
    'route',
  );

  return (routes, limits) => {
    // A route that is gone, or an estimate that is not known, has no series rather than an old one.
    for (const one of [share, stage, mayRise, rolledBack, rate, threshold, guard, settling]) one.reset();
    for (const one of [freshness, dropped]) one.reset();
    for (const limit of limits) {
      freshness.set({ route: limit.route }, limit.freshness);
      dropped.set({ route: limit.route }, limit.dropped);
    }
    for (const card of routes) {
      const route = card.name;
      share.set({ route }, card.share);
      for (const one of stages) stage.set({ route, stage: one }, one === card.stage ? 1 : 0);
      mayRise.set({ route }, card.next?.allowed ? 1 : 0);
      rolledBack.set({ route }, card.rolledBack?.automatic && !card.rolledBack.acknowledged ? 1 : 0);
      if (card.rate.estimate !== null) rate.set({ route, bound: 'estimate' }, card.rate.estimate);
      rate.set({ route, bound: 'lower' }, card.rate.lower);
      rate.set({ route, bound: 'upper' }, card.rate.upper);
      threshold.set({ route }, card.threshold);
      for (const { name, verdict } of card.guards) guard.set({ route, guard: name }, verdictValue[verdict]);
      settling.set({ route }, card.settling);
    }
  };
}

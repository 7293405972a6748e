import { Gauge, type Registry } from 'prom-client';
import type { BreakerNews } from '../breaker-news.js';
import type { Scorecard } from '../../evidence/scorecard.js';
import { stages } from '../../routing-rules/dial.js';

const verdictValue = { pass: 1, hold: 0, fail: -1 } as const;

/** What is read from the scorecards at each scrape, so that a gauge never tells anything else than the page. */
export function declareGauges(
  registry: Registry,
): (routes: readonly Scorecard[], breakers: readonly BreakerNews[]) => void {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name, help, labelNames, registers });
  const share = gauge('banyan_dial_share_ratio', 'Share of sticky keys the candidate answers, 0–1.', 'route');
  const stage = gauge('banyan_dial_stage', '1 for the stage the route is in, else 0.', 'route', 'stage');
  const rate = gauge(
    'banyan_mismatch_rate',
    'Share of entities that mismatch: estimate, and the bounds of its interval.',
    'route',
    'bound',
  );
  const guard = gauge('banyan_guard_state', '1 pass, 0 hold, -1 fail.', 'route', 'guard');
  const settling = gauge('banyan_settling', 'Comparisons whose class is not known yet.', 'route');
  const breaker = gauge(
    'banyan_upstream_breaker_open',
    '1 while an upstream that failed is kept from candidate and shadow reads, else 0.',
    'upstream',
  );

  return (routes, breakers) => {
    // A route that is gone, or an estimate that is not known, has no series rather than an old one.
    for (const one of [share, stage, rate, guard, settling, breaker]) one.reset();
    for (const { upstream, probedEvery } of breakers) breaker.set({ upstream }, probedEvery === null ? 0 : 1);
    for (const card of routes) {
      const route = card.name;
      share.set({ route }, card.share);
      for (const one of stages) stage.set({ route, stage: one }, one === card.stage ? 1 : 0);
      if (card.rate.estimate !== null) rate.set({ route, bound: 'estimate' }, card.rate.estimate);
      rate.set({ route, bound: 'lower' }, card.rate.lower);
      rate.set({ route, bound: 'upper' }, card.rate.upper);
      for (const { name, verdict } of card.guards) guard.set({ route, guard: name }, verdictValue[verdict]);
      settling.set({ route }, card.settling);
    }
  };
}

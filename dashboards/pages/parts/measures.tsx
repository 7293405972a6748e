import type { Quantiles, Scorecard } from '../../../evidence/scorecard.js';
import { rateInterval } from '../../../routing-rules/formulas/interval.js';
import { count, counted, duration, interval, measured, notMeasured, percent } from '../figures.js';
import { visible } from '../visible-text.js';

/** `0.02 % [0.00 … 0.17 %] of 0.1 %`: the rate, its interval and what it must stay below. */
export function Rate({ route }: { route: Scorecard }) {
  const { estimate, lower, upper, confidence } = route.rate;
  if (route.entities.compared === 0) {
    return (
      <span class="figure">
        mismatch <b>{notMeasured}</b> <span class="quiet">must be below {percent(route.threshold)}</span>
      </span>
    );
  }
  return (
    <span class="figure">
      mismatch <b>{percent(estimate)}</b>{' '}
      <span class="quiet">
        between {interval(lower, upper)} at {percent(confidence)} confidence; must be below{' '}
        {percent(route.threshold)}
      </span>
    </span>
  );
}

const steps = ['p50', 'p95', 'p99'] as const;

function LatencyRow({ side, of }: { side: 'legacy' | 'candidate'; of: Quantiles }) {
  return (
    <tr>
      <th scope="row">
        <span class={`dot ${side}`} aria-hidden="true"></span>
        {side}
      </th>
      {measured(of) ? (
        steps.map((step) => <td class="num">{duration(of[step])}</td>)
      ) : (
        <td colspan={steps.length} class="quiet">
          {notMeasured}
        </td>
      )}
    </tr>
  );
}

/** How long both sides take. */
export function Latency({ route }: { route: Scorecard }) {
  return (
    <table class="latency">
      <caption class="hidden">Time to answer of {visible(route.name)}</caption>
      <thead>
        <tr>
          <th scope="col" class="quiet">
            time
          </th>
          {steps.map((step) => (
            <th scope="col" class="num quiet">
              {step}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <LatencyRow side="legacy" of={route.latency.legacy} />
        <LatencyRow side="candidate" of={route.latency.candidate} />
      </tbody>
    </table>
  );
}

/** How often each side failed, of what it was asked; with `bounds` between which rates that is. */
export function Errors({ route, bounds = false }: { route: Scorecard; bounds?: boolean }) {
  const legacy = route.skipped['legacy-failed'] ?? 0;
  const between = (failed: number, all: number): string => {
    const { lower, upper } = rateInterval(all, failed, 1 - route.rate.confidence);
    return `, between ${interval(lower, upper)}`;
  };
  const of = (failed: number, all: number): string =>
    all === 0
      ? notMeasured
      : `${percent(failed / all)} (${count(failed)} of ${count(all)}${bounds ? between(failed, all) : ''})`;
  return (
    <span class="figure">
      errors <span class="dot legacy" aria-hidden="true"></span>
      legacy {of(legacy, route.requests)} · <span class="dot candidate" aria-hidden="true"></span>
      candidate {of(route.mismatched.failed, route.compared)}
    </span>
  );
}

/** How often clients would have met what is bad: an entity that is asked for all the time counts each time. */
export function Traffic({ route }: { route: Scorecard }) {
  const { draws, estimate, lower, upper } = route.traffic;
  return (
    <span class="figure">
      requests{' '}
      {estimate === null ? (
        notMeasured
      ) : (
        <>
          <b>{percent(estimate)}</b> bad{' '}
          <span class="quiet">
            between {interval(lower, upper)}, of {counted(draws, 'draw')}, one every 10 s
          </span>
        </>
      )}
    </span>
  );
}

/** How much was compared, and of how many entities. */
export function Compared({ route }: { route: Scorecard }) {
  return (
    <span class="figure">
      compared <b>{count(route.compared)}</b> of {counted(route.requests, 'request')}
      {route.settling > 0 && `, ${count(route.settling)} settling`} ·{' '}
      {counted(route.entities.compared, 'entity', 'entities')}, {count(route.entities.bad)} bad
    </span>
  );
}

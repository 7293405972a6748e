import type { Scorecard } from '../../../evidence/scorecard.js';
import type { Position } from '../../../routing-rules/dial.js';
import { isSame } from '../../../routing-rules/positions.js';
import { interval, percent } from '../figures.js';

const cells = 10;

/** How much of the traffic the candidate answers, in ten cells; any share above 0 fills a part of the first. */
export function ShareBar({ share }: { share: number }) {
  return (
    <svg
      class="share-bar"
      viewBox={`0 0 ${cells * 10 - 2} 12`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${percent(share)} answered by the candidate, ${percent(1 - share)} by legacy`}
    >
      {Array.from({ length: cells }, (_, index) => {
        const filled = Math.min(1, Math.max(0, share * cells - index));
        return (
          <>
            <rect class="side-legacy" x={index * 10} y="0" width="8" height="12" />
            {filled > 0 && (
              <rect class="side-candidate" x={index * 10} y="0" width={Math.max(1, filled * 8)} height="12" />
            )}
          </>
        );
      })}
    </svg>
  );
}

/** The way of the dial: shadow, each share of the plan, live; where it stands and where it goes next are marked. */
export function PlanSteps({ route }: { route: Scorecard }) {
  const { stage, share, next, plan } = route;
  const here = { stage, share };
  const shares = plan.filter((one) => one < 1).map((one): Position => ({ stage: 'split', share: one }));
  const way: readonly Position[] = [
    ...(stage === 'observe' ? [here] : []),
    { stage: 'shadow', share: 0 },
    ...shares,
    { stage: 'live', share: 1 },
    ...(stage === 'retired' ? [here] : []),
  ];
  // Whoever turns by hand may stand between two steps of the plan.
  const stands = way.some((one) => isSame(one, here));
  const all = stands ? way : [...way, here].toSorted((a, b) => a.share - b.share);
  return (
    <ol class="steps" aria-label="The plan of the dial">
      {all.map((one) => (
        <li
          aria-current={isSame(one, here) ? 'step' : undefined}
          class={next && isSame(one, next) ? 'next' : undefined}
        >
          {one.stage === 'split' ? percent(one.share) : one.stage}
          {next && isSame(one, next) && <span class="hidden"> (next)</span>}
        </li>
      ))}
    </ol>
  );
}

const least = 1e-5;
/** A place on a logarithmic scale from 0.001 % to 100 %, in percent of its width. */
const place = (rate: number): number => ((Math.log10(Math.max(rate, least)) + 5) / 5) * 100;

/** The mismatch rate's interval against the threshold, on a logarithmic scale: what counts is small. */
export function RateScale({ route }: { route: Scorecard }) {
  const { estimate, lower, upper, confidence } = route.rate;
  const from = place(lower);
  const state = upper < route.threshold ? 'below' : lower > route.threshold ? 'above' : 'open';
  const label = `mismatch rate ${percent(estimate)}, between ${interval(lower, upper)} at ${percent(confidence)} confidence; the threshold is ${percent(route.threshold)}`;
  return (
    <svg class={`rate-scale ${state}`} role="img" aria-label={label}>
      <rect class="track" x="0" y="7" width="100%" height="4" />
      {[1e-4, 1e-3, 1e-2, 1e-1].map((tick) => (
        <>
          <rect class="tick" x={`${place(tick)}%`} y="4" width="1" height="10" />
          <text x={`${place(tick)}%`} y="28" text-anchor="middle">
            {percent(tick)}
          </text>
        </>
      ))}
      <rect class="range" x={`${from}%`} y="5" width={`${Math.max(0.5, place(upper) - from)}%`} height="8" />
      {estimate !== null && <rect class="estimate" x={`${place(estimate)}%`} y="2" width="2" height="14" />}
      <rect class="threshold" x={`${place(route.threshold)}%`} y="0" width="2" height="18" />
    </svg>
  );
}

import { colours } from './colours.js';
import { drawn } from './looks.js';
import { lines } from './panels.js';
import { ofRoute, perSecond } from './queries.js';

const quantile = (q: number, side: string): string =>
  `histogram_quantile(${q}, ${perSecond(ofRoute('banyan_request_duration_seconds_bucket', `side="${side}"`), 'le')})`;

const latency = (side: 'legacy' | 'candidate', about: string) =>
  lines({
    title: `Time to answer: ${side}`,
    about,
    empty: `${side} was not asked`,
    width: 12,
    height: 8,
    unit: 's',
    asked: [0.5, 0.95, 0.99].map((q) => ({
      expr: quantile(q, side),
      legend: `p${q * 100}`,
      exemplar: q === 0.95,
    })),
    looks: { p95: drawn(colours[side]) },
  });

/** How both sides of a route do. */
export const sides = [
  latency(
    'legacy',
    'How long legacy took until an answer was read to its end. A point belongs to a trace that the client recorded.',
  ),
  latency(
    'candidate',
    'How long the candidate took, live or shadow. The guard on latency compares both pair by pair, not by these lines.',
  ),
  lines({
    title: 'Requests by who answered',
    about:
      'What clients were given, by side and status class. 5xx of the candidate shows here only where legacy could not answer for it.',
    empty: 'no traffic',
    width: 12,
    height: 8,
    unit: 'reqps',
    asked: [
      {
        expr: perSecond(ofRoute('banyan_requests_total'), 'served_by', 'code'),
        legend: '{{served_by}} {{code}}',
      },
    ],
  }),
  lines({
    title: 'Failures and fallbacks',
    about:
      'Reads of a side that gave no answer, by reason, and requests that legacy answered for the candidate. breaker-open: it failed five times in a row and is left alone.',
    empty: 'nothing failed',
    width: 12,
    height: 8,
    unit: 'ops',
    asked: [
      {
        expr: `${perSecond(ofRoute('banyan_upstream_failures_total'), 'side', 'reason')} > 0`,
        legend: '{{side}} {{reason}}',
      },
      {
        expr: `${perSecond(ofRoute('banyan_fallbacks_total'), 'reason')} > 0`,
        legend: 'legacy answered for {{reason}}',
      },
    ],
  }),
];

/** How much of a route is compared, and why not more. */
export const compared = [
  lines({
    title: 'Compared',
    about: 'Comparisons by verdict: how fast evidence grows.',
    empty: 'nothing compared',
    width: 8,
    height: 8,
    unit: 'ops',
    asked: [{ expr: perSecond(ofRoute('banyan_comparisons_total'), 'verdict'), legend: '{{verdict}}' }],
    looks: { match: drawn(colours.pass), mismatch: drawn(colours.fail) },
  }),
  lines({
    title: 'Not compared, by reason',
    about:
      'Requests that matched the route and were not compared. not-sampled, not-replayable, overridden, aborted and retired are harmless; the others count against coverage.',
    empty: 'everything was compared',
    width: 8,
    height: 8,
    unit: 'ops',
    asked: [
      {
        expr: `${perSecond(ofRoute('banyan_comparisons_skipped_total'), 'reason')} > 0`,
        legend: '{{reason}}',
      },
    ],
  }),
  lines({
    title: 'Never settled, by reason',
    about:
      'Comparisons of which nobody found out why they differ; they count as bad. over-budget: give `settle.extraLoad` more.',
    empty: 'everything settled',
    width: 8,
    height: 8,
    unit: 'ops',
    asked: [{ expr: `${perSecond(ofRoute('banyan_unsettled_total'), 'reason')} > 0`, legend: '{{reason}}' }],
  }),
];

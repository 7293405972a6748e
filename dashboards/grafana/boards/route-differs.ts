import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import { classColours, colours } from './colours.js';
import { drawn } from './looks.js';
import { bars, lines } from './panels.js';
import { inRange, ofRoute, perSecond, told, within } from './queries.js';

const toItsPage = () =>
  new DashboardLinkBuilder('This route on Banyan’s page')
    .type(DashboardLinkType.Link)
    .url('${banyan}/routes/$route')
    .targetBlank(true);

/** What differs on a route, why, and how late it heals. */
export const differs = [
  lines({
    title: 'Mismatch rate with its interval',
    about:
      'The share of entities that mismatch, and the interval that the evidence supports. The dial rises when the upper bound is below the threshold; a lower bound above it proves that it must not.',
    empty: 'nothing compared',
    width: 12,
    height: 8,
    unit: 'percentunit',
    asked: [
      { expr: told(ofRoute('banyan_mismatch_rate', 'bound="upper"')), legend: 'at most' },
      { expr: told(ofRoute('banyan_mismatch_rate', 'bound="estimate"')), legend: 'seen' },
      { expr: told(ofRoute('banyan_mismatch_rate', 'bound="lower"')), legend: 'at least' },
      { expr: told(ofRoute('banyan_mismatch_threshold_ratio')), legend: 'must be below' },
    ],
    looks: {
      'at most': [...drawn(colours.quiet), { id: 'custom.fillBelowTo', value: 'at least' }],
      'at least': drawn(colours.quiet),
      seen: drawn(colours.candidate),
      'must be below': drawn(colours.fail, true),
    },
  }),
  lines({
    title: 'Mismatches by class',
    about:
      'How often both sides differ, by why. A point on it is a comparison of which a sample was kept: follow it to both answers side by side.',
    empty: 'nothing differs',
    width: 12,
    height: 8,
    unit: 'ops',
    stacked: true,
    asked: [
      { expr: perSecond(ofRoute('banyan_mismatches_total'), 'class'), legend: '{{class}}', exemplar: true },
    ],
    looks: Object.fromEntries(mismatchClasses.map((name) => [name, drawn(classColours[name])])),
  }),
  bars({
    title: 'What differs most',
    about:
      'Patterns by how many comparisons they differ in, in the range of this board; “(other)” are those without a series of their own. Banyan’s page has them all, with a sample of each.',
    empty: 'nothing differs in this range',
    width: 12,
    height: 10,
    unit: 'none',
    asked: [
      {
        expr: `topk(15, ${inRange(ofRoute('banyan_field_mismatches_total'), 'pattern', 'class')} > 0)`,
        legend: '{{pattern}} ({{class}})',
      },
    ],
  }),
  lines({
    title: 'What differs, over time',
    about: 'The ten patterns that differ most often now. A point leads to a sample that shows it.',
    empty: 'nothing differs',
    width: 12,
    height: 10,
    unit: 'ops',
    links: [toItsPage()],
    asked: [
      {
        expr: `topk(10, ${perSecond(ofRoute('banyan_field_mismatches_total'), 'pattern', 'class')} > 0)`,
        legend: '{{pattern}} ({{class}})',
        exemplar: true,
      },
    ],
  }),
  lines({
    title: 'Lag',
    about:
      'How long the candidate was behind where it caught up, against the route’s freshness; what healed only past it counts as bad. A rising line says that the stream does not keep up.',
    empty: 'nothing lagged',
    width: 12,
    height: 8,
    unit: 's',
    asked: [
      {
        expr: `histogram_quantile(0.95, ${perSecond(ofRoute('banyan_settle_lag_seconds_bucket'), 'le')})`,
        legend: 'p95',
      },
      { expr: told(ofRoute('banyan_freshness_seconds')), legend: 'freshness' },
    ],
    looks: { p95: drawn(classColours.stale), freshness: drawn(colours.fail, true) },
  }),
  lines({
    title: 'Late, new, and not known yet',
    about:
      'Differences that healed too late, patterns that were never seen before, and comparisons that still settle. Each new pattern deserves a look.',
    empty: 'none of these',
    width: 12,
    height: 8,
    unit: 'none',
    asked: [
      { expr: within('5m', ofRoute('banyan_late_total'), 'route'), legend: 'late, in 5 min' },
      {
        expr: within('5m', ofRoute('banyan_new_fingerprints_total'), 'class'),
        legend: 'new and {{class}}, in 5 min',
      },
      { expr: `sum(${ofRoute('banyan_settling')})`, legend: 'still settling' },
    ],
  }),
];

import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import { board } from './board.js';
import { classColours, colours } from './colours.js';
import { drawn, mayOrNot, meanings, wrongIf } from './looks.js';
import { dressed, lines, stat } from './panels.js';
import { asOfNow, inRange, perSecond, told } from './queries.js';

/** A column of the table of routes: a query, its heading, and how its cells look. */
interface Column {
  readonly ref: string;
  readonly heading: string;
  readonly expr: string;
  readonly looks: readonly DynamicConfigValue[];
}

const unit = (value: string): DynamicConfigValue => ({ id: 'unit', value });
const decimals = (value: number): DynamicConfigValue => ({ id: 'decimals', value });
const onGround: DynamicConfigValue = {
  id: 'custom.cellOptions',
  value: { type: 'color-background', mode: 'basic' },
};
const alertAbove = (color: string): readonly DynamicConfigValue[] => [
  {
    id: 'thresholds',
    value: {
      mode: 'absolute',
      steps: [
        { value: null, color: 'transparent' },
        { value: 0.5, color },
      ],
    },
  },
  onGround,
];

const columns: readonly Column[] = [
  { ref: 'Share', heading: 'Share', expr: told('banyan_dial_share_ratio'), looks: [unit('percentunit')] },
  {
    ref: 'MayRise',
    heading: 'May rise',
    expr: told('banyan_dial_may_rise'),
    looks: [{ id: 'mappings', value: meanings(mayOrNot) }, onGround],
  },
  {
    ref: 'Failing',
    heading: 'Guards that fail',
    expr: `count by (route) (${told('banyan_guard_state', 'guard')} == -1) or ${told('banyan_dial_share_ratio')} * 0`,
    looks: alertAbove(colours.fail),
  },
  {
    ref: 'Lower',
    heading: 'Mismatch, at least',
    expr: told('banyan_mismatch_rate{bound="lower"}'),
    looks: [unit('percentunit'), decimals(2)],
  },
  {
    ref: 'Upper',
    heading: 'Mismatch, at most',
    expr: told('banyan_mismatch_rate{bound="upper"}'),
    looks: [unit('percentunit'), decimals(2)],
  },
  {
    ref: 'Threshold',
    heading: 'Must be below',
    expr: told('banyan_mismatch_threshold_ratio'),
    looks: [unit('percentunit'), decimals(2)],
  },
  {
    ref: 'Lag',
    heading: 'Lag p95',
    expr: 'max by (route) (route:banyan_settle_lag_seconds:p95_30m)',
    looks: [unit('s'), decimals(1)],
  },
  {
    ref: 'Legacy',
    heading: 'Legacy p95',
    expr: 'max by (route) (route_side:banyan_request_duration_seconds:p95_5m{side="legacy"})',
    looks: [unit('s')],
  },
  {
    ref: 'Candidate',
    heading: 'Candidate p95',
    expr: 'max by (route) (route_side:banyan_request_duration_seconds:p95_5m{side="candidate"})',
    looks: [unit('s')],
  },
  ...mismatchClasses.map((name) => ({
    ref: name,
    heading: name,
    expr: inRange(`banyan_mismatches_total{class="${name}"}`, 'route'),
    looks: [decimals(0), ...alertAbove(classColours[name])],
  })),
];

/** Grafana calls the value of a query so, once several stand in one table. */
const valueOf = (ref: string): string => `Value #${ref}`;
const stageRef = 'Stage';

function routesTable(): Table {
  const table = dressed(new Table(), {
    title: 'Every route',
    about:
      'One line for each route: where its dial stands, whether it may rise, what share of entities mismatches (the interval that the evidence supports) against what must be proven, how far the candidate lags, how fast both sides are, and what differed in the range of this board. Follow a route to its own board, or to Banyan’s page, which says what is missing.',
    empty: 'No route tells of itself: is Banyan scraped, and does banyan.yaml have routes?',
    width: 24,
    height: 11,
    unit: 'none',
  })
    .withTarget(asOfNow({ expr: told('banyan_dial_stage == 1', 'stage') }, stageRef, PromQueryFormat.Table))
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true, [valueOf(stageRef)]: true },
        indexByName: Object.fromEntries(
          ['route', 'stage', ...columns.map(({ ref }) => valueOf(ref))].map((name, at) => [name, at]),
        ),
        renameByName: {
          route: 'Route',
          stage: 'Stage',
          ...Object.fromEntries(columns.map(({ ref, heading }) => [valueOf(ref), heading])),
        },
      },
    })
    .overrideByName('Route', [
      {
        id: 'links',
        value: [
          { title: 'Its board', url: '/d/banyan-route?var-route=${__value.raw}&${__url_time_range}' },
          { title: 'Banyan’s page', url: '${banyan}/routes/${__value.raw}', targetBlank: true },
        ],
      },
    ]);
  for (const { ref, heading, expr, looks } of columns)
    table.withTarget(asOfNow({ expr }, ref, PromQueryFormat.Table)).overrideByName(heading, [...looks]);
  return table;
}

/** Where every migration stands, on one screen. */
export const overview = () =>
  board({
    uid: 'banyan-overview',
    title: 'Banyan: overview',
    about: 'Every route under migration: where its dial stands, what holds it, and what differs.',
    turnsOf: '',
    sections: [
      {
        title: 'At a glance',
        panels: [
          stat({
            title: 'Requests',
            about:
              'What clients ask for, by the side that answered. Watch that it does not fall when a dial rises.',
            empty: 'no traffic',
            width: 8,
            height: 4,
            unit: 'reqps',
            sparkline: true,
            asked: [{ expr: perSecond('banyan_requests_total', 'served_by'), legend: '{{served_by}}' }],
          }),
          stat({
            title: 'Routes that may rise',
            about: 'Routes of which every guard passes. Raise them, or let `raise: auto` do so.',
            empty: 'none yet',
            width: 4,
            height: 4,
            unit: 'none',
            asked: [{ expr: `sum(${told('banyan_dial_may_rise')})` }],
          }),
          stat({
            title: 'Rolled back by itself',
            about:
              'Routes that Banyan took back and nobody has acknowledged: look why before they rise again.',
            empty: 'none',
            width: 4,
            height: 4,
            unit: 'none',
            asked: [{ expr: `sum(${told('banyan_rolled_back')})` }],
          }),
          stat({
            title: 'Guards that fail',
            about: 'Guards that say a dial must not rise, over all routes; each route’s board names them.',
            empty: 'none',
            width: 4,
            height: 4,
            unit: 'none',
            asked: [{ expr: `count(${told('banyan_guard_state', 'guard')} == -1) or vector(0)` }],
          }),
          stat({
            title: 'Banyan',
            about:
              'Whether every Banyan can be scraped. One that cannot may serve all the same: look at its clients.',
            empty: 'nobody scrapes it',
            width: 4,
            height: 4,
            unit: 'none',
            means: wrongIf('down', 'up'),
            asked: [{ expr: '1 - min(up{job="banyan"})' }],
          }),
        ],
      },
      {
        title: 'Routes',
        panels: [
          routesTable(),
          lines({
            title: 'Share on the candidate',
            about:
              'The part of sticky keys that the candidate answers. It steps where a dial was turned; the marks say by whom.',
            empty: 'no route',
            width: 12,
            height: 8,
            unit: 'percentunit',
            stepped: true,
            max: 1,
            asked: [{ expr: told('banyan_dial_share_ratio'), legend: '{{route}}' }],
          }),
          lines({
            title: 'Mismatches by class',
            about:
              'How often both sides differ, by why. semantic, missing and failed are the candidate’s fault; stale is lag, volatile is noise; unsettled was never found out and counts as bad.',
            empty: 'nothing differs',
            width: 12,
            height: 8,
            unit: 'ops',
            stacked: true,
            asked: [
              {
                expr: perSecond('banyan_mismatches_total', 'class'),
                legend: '{{class}}',
                exemplar: true,
              },
            ],
            looks: Object.fromEntries(mismatchClasses.map((name) => [name, drawn(classColours[name])])),
          }),
        ],
      },
    ],
  });

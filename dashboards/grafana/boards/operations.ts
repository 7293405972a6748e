import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { board, valuesOf } from './board.js';
import { colours } from './colours.js';
import { drawn, wrongIf } from './looks.js';
import { lines, stat, timeline } from './panels.js';
import { analysis, machine } from './operations-behind.js';
import { ofProcess, perSecond } from './queries.js';

const standing = [
  timeline({
    title: 'Up',
    about:
      'Whether each Banyan could be scraped. One that could not may have served all the same: look at its clients.',
    empty: 'nobody scrapes a job named banyan',
    width: 8,
    height: 6,
    means: { '1': { text: 'up', color: colours.pass }, '0': { text: 'down', color: colours.fail } },
    asked: [{ expr: ofProcess('up', 'job="banyan"'), legend: '{{instance}}' }],
  }),
  timeline({
    title: 'Store',
    about:
      'How each process stands to its store. One must hold it: a standby waits, and while it is away evidence is in memory alone and no dial can rise.',
    empty: 'not known',
    width: 8,
    height: 6,
    means: wrongIf('so', 'no'),
    asked: [{ expr: `${ofProcess('banyan_store_standing')} == 1`, legend: '{{instance}}: {{standing}}' }],
  }),
  timeline({
    title: 'Breakers',
    about:
      'Upstreams that failed five times in a row and are left alone as candidate or shadow, but for a probe now and then. Clients are answered by legacy meanwhile.',
    empty: 'no upstream',
    width: 8,
    height: 6,
    means: wrongIf('left alone', 'asked'),
    asked: [
      { expr: `max by (upstream) (${ofProcess('banyan_upstream_breaker_open')})`, legend: '{{upstream}}' },
    ],
  }),
  stat({
    title: 'Version',
    about: 'Which Banyan runs, on which Node. Two at once is an upgrade that is under way.',
    empty: 'not known',
    width: 6,
    height: 4,
    unit: 'none',
    asked: [
      {
        expr: `count by (version, node) (${ofProcess('banyan_build_info')})`,
        legend: '{{version}} on {{node}}',
      },
    ],
  }).textMode(BigValueTextMode.Name),
  stat({
    title: 'banyan.yaml',
    about:
      'Whether a changed file was refused; what was read before still serves. The log and every page say why.',
    empty: 'not known',
    width: 6,
    height: 4,
    unit: 'none',
    means: wrongIf('refused', 'taken'),
    asked: [{ expr: `max(${ofProcess('banyan_configuration_refused')})` }],
  }),
  stat({
    title: 'Read at',
    about: 'When the banyan.yaml that serves was read.',
    empty: 'not known',
    width: 6,
    height: 4,
    unit: 'dateTimeAsIso',
    asked: [{ expr: `max(${ofProcess('banyan_configuration_loaded_timestamp_seconds')}) * 1000` }],
  }),
  stat({
    title: 'Alerts',
    about: 'Alerts of Banyan’s own rules that fire now; docs/runbooks.md says what to do about each.',
    empty: 'none',
    width: 6,
    height: 4,
    unit: 'none',
    asked: [{ expr: 'count(ALERTS{alertname=~"Banyan.+",alertstate="firing"}) or vector(0)' }],
  }),
];

const live = [
  lines({
    title: 'Requests',
    about:
      'What clients asked for, by status class, and what no route matched. 503 are told only when the process is short of everything.',
    empty: 'no traffic',
    width: 8,
    height: 8,
    unit: 'reqps',
    asked: [{ expr: perSecond(ofProcess('banyan_requests_total'), 'code'), legend: '{{code}}' }],
  }),
  lines({
    title: 'Event loop of the live path',
    about:
      'By how much the live path was late, within each fifth of a second. At 250 ms the shadow is given up. What Banyan adds to an answer is not measured while it runs: docs/performance.md tells it.',
    empty: 'not measured',
    width: 8,
    height: 8,
    unit: 's',
    asked: [0.5, 0.99].map((q) => ({
      expr: `histogram_quantile(${q}, ${perSecond(ofProcess('banyan_event_loop_delay_seconds_bucket'), 'le')})`,
      legend: `p${q * 100}`,
    })),
    looks: { p99: drawn(colours.candidate), p50: drawn(colours.legacy) },
  }),
  lines({
    title: 'Pressure',
    about:
      'The share of time in which something was given up for want of time, memory or descriptors: shed-shadow is the shadow, refuse-live new requests too, and only if that was not enough. More of what is short ends it.',
    empty: 'not known',
    width: 8,
    height: 8,
    unit: 'percentunit',
    asked: [
      {
        expr: perSecond(ofProcess('banyan_pressure_seconds_total'), 'instance', 'pressure'),
        legend: '{{instance}}: {{pressure}}',
      },
    ],
  }),
];

/** How Banyan itself fares. */
export const operations = () =>
  board({
    uid: 'banyan-operations',
    title: 'Banyan: operations',
    about: 'How Banyan itself fares: what it gives up and why, its threads, its store, its memory.',
    turnsOf: '',
    variables: [
      valuesOf('instance', 'Process', 'banyan_build_info').multi(true).includeAll(true).allValue('.*'),
    ],
    sections: [
      { title: 'Where it stands', panels: standing },
      { title: 'The live path', panels: live },
      { title: 'Shadow and comparing', panels: analysis },
      { title: 'The process', panels: machine },
    ],
  });

import { colours } from './colours.js';
import { drawn } from './looks.js';
import { lines } from './panels.js';
import { ofProcess, perSecond } from './queries.js';

/** What runs behind the live path: shadow reads, and comparing. */
export const analysis = [
  lines({
    title: 'Shadow reads in flight',
    about:
      'Reads that are made only to compare, by route. At `shadow.concurrency` (64) a smaller share of keys is read.',
    empty: 'none',
    width: 8,
    height: 8,
    unit: 'none',
    asked: [{ expr: `sum by (route) (${ofProcess('banyan_shadow_reads')})`, legend: '{{route}}' }],
  }),
  lines({
    title: 'Shed and lost',
    about:
      'Requests that were not compared because there was no room (shed), or because the thread that compares was lost (analysis-lost). Clients do not notice; evidence grows slower.',
    empty: 'none',
    width: 8,
    height: 8,
    unit: 'ops',
    asked: [
      {
        expr: perSecond(
          ofProcess('banyan_comparisons_skipped_total', 'reason=~"shed|analysis-lost"'),
          'route',
          'reason',
        ),
        legend: '{{route}} {{reason}}',
      },
    ],
  }),
  lines({
    title: 'Pairs that wait',
    about:
      'Pairs that were handed to the analyst and not answered for. A line that stays high says that comparing does not keep up.',
    empty: 'none',
    width: 8,
    height: 8,
    unit: 'none',
    asked: [{ expr: ofProcess('banyan_pairs_waiting'), legend: '{{instance}}' }],
  }),
  lines({
    title: 'Copies of bodies',
    about:
      'What copies of answers take of the memory they may take; beyond it the newest is given up (shed).',
    empty: 'not known',
    width: 8,
    height: 8,
    unit: 'bytes',
    asked: [
      { expr: ofProcess('banyan_captured_bytes'), legend: '{{instance}}' },
      { expr: `max(${ofProcess('banyan_captured_limit_bytes')})`, legend: 'at most' },
    ],
    looks: { 'at most': drawn(colours.fail, true) },
  }),
  lines({
    title: 'Threads replaced',
    about:
      'Analysts and control threads that had to be started anew, in 15 minutes. The log says why each ended; what was owed is analysis-lost.',
    empty: 'none',
    width: 8,
    height: 8,
    unit: 'none',
    asked: [
      {
        expr: `sum by (thread) (increase(${ofProcess('banyan_thread_starts_total')}[15m]))`,
        legend: '{{thread}}',
      },
    ],
  }),
  lines({
    title: 'Series',
    about: 'Series that Banyan tells at each scrape. It grows with routes, and never with what clients send.',
    empty: 'nobody scrapes a job named banyan',
    width: 8,
    height: 8,
    unit: 'none',
    asked: [
      { expr: ofProcess('scrape_samples_post_metric_relabeling', 'job="banyan"'), legend: '{{instance}}' },
    ],
  }),
];

/** What the process takes of its machine. */
export const machine = [
  lines({
    title: 'Memory',
    about: 'Resident memory of the whole process. A million entities of a route take about 130 MB.',
    empty: 'not known',
    width: 8,
    height: 8,
    unit: 'bytes',
    asked: [{ expr: ofProcess('process_resident_memory_bytes', 'job="banyan"'), legend: '{{instance}}' }],
  }),
  lines({
    title: 'Processor',
    about:
      'Cores that the process uses: the live path is one thread, comparing another, evidence and pages a third.',
    empty: 'not known',
    width: 8,
    height: 8,
    unit: 'none',
    asked: [
      {
        expr: `rate(${ofProcess('process_cpu_seconds_total', 'job="banyan"')}[$__rate_interval])`,
        legend: '{{instance}}',
      },
    ],
  }),
  lines({
    title: 'Open descriptors',
    about:
      'Each client and each upstream connection takes one. At 85 % of what the process may have the shadow is given up.',
    empty: 'not known on this system',
    width: 8,
    height: 8,
    unit: 'none',
    asked: [{ expr: ofProcess('process_open_fds', 'job="banyan"'), legend: '{{instance}}' }],
  }),
];

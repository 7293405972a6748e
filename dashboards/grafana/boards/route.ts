import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { board, valuesOf } from './board.js';
import { colours } from './colours.js';
import { drawn, mayOrNot, verdicts, wrongIf } from './looks.js';
import { lines, stat, timeline } from './panels.js';
import { ofRoute, perSecond, told } from './queries.js';
import { differs } from './route-differs.js';
import { compared, sides } from './route-sides.js';

const standing = [
  stat({
    title: 'Stage',
    about: 'Where the route is on its way from legacy to the candidate.',
    empty: 'not known',
    width: 4,
    height: 4,
    unit: 'none',
    asked: [{ expr: told(`${ofRoute('banyan_dial_stage')} == 1`, 'stage'), legend: '{{stage}}' }],
  }).textMode(BigValueTextMode.Name),
  stat({
    title: 'Share',
    about: 'The part of sticky keys that the candidate answers.',
    empty: 'not known',
    width: 4,
    height: 4,
    unit: 'percentunit',
    asked: [{ expr: told(ofRoute('banyan_dial_share_ratio')) }],
  }),
  stat({
    title: 'May it rise?',
    about:
      'Whether every guard passes. What is missing, and when it may be there at the earliest, Banyan’s page says.',
    empty: 'not known',
    width: 4,
    height: 4,
    unit: 'none',
    means: mayOrNot,
    asked: [{ expr: told(ofRoute('banyan_dial_may_rise')) }],
  }),
  stat({
    title: 'Mismatch, at most',
    about:
      'The largest share of entities that may mismatch by what was seen. It must come below the threshold beside it.',
    empty: 'nothing compared',
    width: 4,
    height: 4,
    unit: 'percentunit',
    asked: [{ expr: told(ofRoute('banyan_mismatch_rate', 'bound="upper"')) }],
  }),
  stat({
    title: 'Must be below',
    about:
      'The share of entities that must be proven not to mismatch: `guards.mismatch.below` in banyan.yaml.',
    empty: 'not known',
    width: 4,
    height: 4,
    unit: 'percentunit',
    asked: [{ expr: told(ofRoute('banyan_mismatch_threshold_ratio')) }],
  }),
  stat({
    title: 'Rolled back by itself',
    about: 'Whether Banyan took it back and nobody has acknowledged that: look why before it rises again.',
    empty: 'not known',
    width: 4,
    height: 4,
    unit: 'none',
    means: wrongIf('yes', 'no'),
    asked: [{ expr: told(ofRoute('banyan_rolled_back')) }],
  }),
];

const dial = [
  lines({
    title: 'Share, and who cannot be assigned',
    about:
      'The share of sticky keys on the candidate, and the share of requests that carry none, which legacy answers until the candidate answers all.',
    empty: 'no route chosen',
    width: 12,
    height: 8,
    unit: 'percentunit',
    stepped: true,
    max: 1,
    asked: [
      { expr: told(ofRoute('banyan_dial_share_ratio')), legend: 'share' },
      {
        expr: `${perSecond(ofRoute('banyan_requests_without_sticky_key_total'), 'route')} / (${perSecond(ofRoute('banyan_requests_total'), 'route')} > 0)`,
        legend: 'without a sticky key',
      },
    ],
    looks: { share: drawn(colours.candidate), 'without a sticky key': drawn(colours.legacy) },
  }),
  timeline({
    title: 'Guards',
    about:
      'What each guard said: pass lets the dial rise, hold cannot decide yet, fail says it must not. Banyan’s page has each one’s sentence.',
    empty: 'no guard: the route is retired, or has no candidate',
    width: 12,
    height: 8,
    means: verdicts,
    asked: [{ expr: told(ofRoute('banyan_guard_state'), 'guard'), legend: '{{guard}}' }],
  }),
];

/** One route, and why its dial stands where it does. */
export const route = () =>
  board({
    uid: 'banyan-route',
    title: 'Banyan: route',
    about:
      'One route: dial and guards, what differs and why, how fast both sides are, and what was not compared.',
    turnsOf: '{route="$route"}',
    variables: [valuesOf('route', 'Route', 'banyan_dial_share_ratio')],
    sections: [
      { title: 'Where it stands', panels: standing },
      { title: 'Dial and guards', panels: dial },
      { title: 'What differs', panels: differs },
      { title: 'Both sides', panels: sides },
      { title: 'What was compared', panels: compared },
    ],
  });

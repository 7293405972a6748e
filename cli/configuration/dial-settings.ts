import { type RouteRule, normaliseRoute } from '../../routing-rules/route-rule.js';
import { formatShare } from '../../routing-rules/units.js';
import { neverQuiet } from './never-quiet.js';
import type { ConfigurationPath, PlacedMessage } from './placed-message.js';
import { valueAt } from './salvage.js';
import type { AuthoredConfiguration } from './schema.js';

type AuthoredRoute = NonNullable<AuthoredConfiguration['routes']>[string];

/** A route with a candidate, as it was written and as it will be used. */
interface Route {
  readonly here: ConfigurationPath;
  readonly dial: AuthoredRoute['dial'];
  readonly rule: RouteRule;
}

/** Dials that could never rise, or not as they are written: detectors, quantiles and steps that mean nothing. */
export function dialProblems(file: AuthoredConfiguration): readonly PlacedMessage[] {
  return routesOf(file).flatMap((route) => [
    ...loudDetectors(route),
    ...unknowableQuantiles(route),
    ...stepsToNowhere(route),
  ]);
}

/** Dials that rise otherwise than whoever wrote them may think. */
export function dialNotes(file: AuthoredConfiguration): readonly PlacedMessage[] {
  return routesOf(file).flatMap((route) => [
    ...endsLive(route),
    ...asksForNobody(route),
    ...(route.rule.dial.raise === 'auto' ? [...sharesOfNobody(route), ...noDwell(route)] : []),
  ]);
}

const routesOf = (file: AuthoredConfiguration): readonly Route[] =>
  Object.entries(file.routes ?? {}).flatMap(([name, { compare: _, redact: __, ...route }]) =>
    route.candidate
      ? [{ here: ['routes', name, 'dial'], dial: route.dial, rule: normaliseRoute(name, route) }]
      : [],
  );

/** At the setting itself where it is written, else at the `alarm` that is too short for what holds unless said. */
function loudDetectors({ here, dial, rule }: Route): readonly PlacedMessage[] {
  return neverQuiet(rule).map(({ setting, says, unlessSaid, alarm, instead }) => {
    const name = setting.join('.');
    const why =
      'its detector would stand near its alarm however well the candidate does, and the dial could never rise';
    const orElse = instead === undefined ? '' : `, or ${name} ${instead}`;
    const isWritten = valueAt(dial, setting) !== undefined;
    const message = isWritten
      ? `is too strict at ${says} for this alarm: ${why}. Make alarm ${alarm} at least${orElse}.`
      : `is too short for ${name}, which is ${unlessSaid} unless said: ${why}. Make alarm ${alarm} at least${orElse}.`;
    return { path: [...here, ...(isWritten ? setting : ['alarm'])], message };
  });
}

/** Pairs that must lie above a quantile for it to be known; evidence compares none with fewer (design: evidence §4, Latency). */
const leastAbove = 20;

/** At the quantile where it is named, else at the `pairs` that are too few for those that are guarded unless said. */
function unknowableQuantiles({ here, dial, rule }: Route): readonly PlacedMessage[] {
  const { latency, reference } = rule.guards;
  return latency.flatMap(({ name, quantile, worseBy }) => {
    // Of doubles 1 − 0.99 is a little more than a hundredth.
    const needed = Math.ceil(Number((leastAbove / (1 - quantile)).toPrecision(12)));
    if (worseBy === null || needed <= reference.pairs) return [];
    const isNamed = valueAt(dial, ['guards', 'latency', name]) !== undefined;
    const what = isNamed
      ? `cannot be told from ${reference.pairs} pairs, of which fewer than ${leastAbove} lie above it`
      : `are too few for ${name}, which is guarded unless quantiles are named: of ${reference.pairs} fewer than ${leastAbove} lie above it`;
    const message = `${what}. Make latency.pairs ${needed} at least, and latency.window so long that as many come in it, or ${isNamed ? 'guard' : 'name'} a lower quantile.`;
    return [{ path: [...here, 'guards', 'latency', isNamed ? name : 'pairs'], message }];
  });
}

function stepsToNowhere({ here, dial }: Route): readonly PlacedMessage[] {
  const plan = dial?.plan ?? [];
  return plan.flatMap((step, i) => {
    const before = plan[i - 1] ?? 0;
    const path = [...here, 'plan', i];
    if (step === 0)
      return [
        { path, message: 'is no step: at 0 % a route is in shadow, where every plan begins. Take it out.' },
      ];
    if (step > before) return [];
    const message = `is no step up from ${formatShare(before)}: a plan rises. Put its shares in order, each once.`;
    return [{ path, message }];
  });
}

/** Who writes a lower last step may mean a ceiling. */
function endsLive({ here, dial }: Route): readonly PlacedMessage[] {
  const plan = dial?.plan ?? [];
  const last = plan.at(-1) ?? 1;
  if (last === 1) return [];
  const message = `ends at ${formatShare(last)}, and the step after it is live, 100 %. Write 100% at its end if that is meant; to stay at ${formatShare(last)} hold the route there (banyan hold).`;
  return [{ path: [...here, 'plan', plan.length - 1], message }];
}

/** The step of a route with few entities rests on those alone that were compared since the last (design: evidence §3, few entities). */
function asksForNobody({ here, rule }: Route): readonly PlacedMessage[] {
  if (rule.guards.keys > 0) return [];
  const message =
    'asks for no entity: of a route that has few, the dial takes a step though none was compared since the last. If that is not meant, say how many must have been, such as 50; where there are fewer, all are enough.';
  return [{ path: [...here, 'guards', 'coverage', 'keys'], message }];
}

function sharesOfNobody({ here, rule }: Route): readonly PlacedMessage[] {
  if (rule.sticky) return [];
  const message =
    'raises shares of nobody: without sticky no client can be told to be among them, so legacy answers all until 100 %, and then the candidate answers all at once. Name who stays on one side, such as sticky: header:x-user-id.';
  return [{ path: [...here, 'raise'], message }];
}

function noDwell({ here, dial, rule }: Route): readonly PlacedMessage[] {
  const stages = (['shadow', 'step'] as const).filter((stage) => rule.dial.dwell[stage] === 0);
  const message =
    'lets the dial rise as soon as its guards pass: no hour of the day, no cold cache and no slow leak is waited for. If that is not meant, say how long a step must stand, such as 15m.';
  // One value for both is told once.
  if (dial?.dwell === 0) return [{ path: [...here, 'dwell'], message }];
  return stages.map((stage) => ({ path: [...here, 'dwell', stage], message }));
}

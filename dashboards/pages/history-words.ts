import type { HistoryChange, HistoryPoint, RouteHistory } from '../../evidence/history/route-history.js';
import { mismatchClasses } from '../../evidence/mismatch-class.js';
import type { Side } from '../../evidence/tally.js';
import { newRules, newVersion } from '../../evidence/audit-chain.js';
import { count, counted, duration, interval, percent, position, span } from './figures.js';

/** Which way a change led: where clients go more or less, to another version, or nowhere. */
export type Direction = 'up' | 'down' | 'version' | 'still';

/** Which way a change led. */
export function directionOf({ action, from, to }: Pick<HistoryChange, 'action' | 'from' | 'to'>): Direction {
  if (action === newVersion || action === newRules) return 'version';
  const rank = ({ stage, share }: typeof from): number => stages.indexOf(stage) + share;
  const by = rank(to) - rank(from);
  if (by === 0) return 'still';
  return by > 0 ? 'up' : 'down';
}

const stages = ['observe', 'shadow', 'split', 'live', 'retired'];

/** What a chart of a past shows, as sentences, for who does not see it; none where nothing was measured. */
export function toldInWords(history: RouteHistory): readonly string[] {
  const [first] = history.points;
  const last = history.points.at(-1);
  if (!first || !last) return [];
  return [
    dialTold(history, first, last),
    comparedTold(history.points),
    rateTold(history.points, last),
    latencyTold(history.points),
    gapTold(history),
  ].filter((sentence) => sentence !== '');
}

function dialTold({ changes }: RouteHistory, first: HistoryPoint, last: HistoryPoint): string {
  const turned = (direction: Direction): number =>
    changes.filter((change) => directionOf(change) === direction).length;
  const [up, down] = [turned('up'), turned('down')];
  if (up + down === 0) return `The dial stood at ${position(last)} all the time.`;
  const [begin = first] = changes.filter((one) => directionOf(one) !== 'version').map(({ from }) => from);
  const ways = [up > 0 ? `raised ${often(up)}` : '', down > 0 ? `lowered ${often(down)}` : ''].filter(
    (way) => way !== '',
  );
  const [was, is] = [position(begin), position(last)];
  const where = was === is ? `stands at ${is} again` : `went from ${was} to ${is}`;
  return `The dial ${where}: ${ways.join(', ')}.`;
}

const often = (n: number): string => ['', 'once', 'twice'][n] ?? counted(n, 'time');

function comparedTold(points: readonly HistoryPoint[]): string {
  const sum = (of: (point: HistoryPoint) => number): number =>
    points.reduce((all, point) => all + of(point), 0);
  const requests = sum((point) => point.requests);
  if (requests === 0) return 'No request came.';
  const classes = mismatchClasses
    .map((name) => ({ name, n: sum(({ mismatched }) => mismatched[name]) }))
    .filter(({ n }) => n > 0)
    .map(({ name, n }) => `${count(n)} ${name}`);
  const differed = sum(({ mismatched }) => mismatchClasses.reduce((all, name) => all + mismatched[name], 0));
  const how = classes.length === 0 ? 'none differed' : `${count(differed)} differed: ${classes.join(', ')}`;
  return `${counted(requests, 'request')}, ${count(sum(({ compared }) => compared))} compared, ${how}.`;
}

function rateTold(points: readonly HistoryPoint[], last: HistoryPoint): string {
  const rates = points.flatMap(({ rate }) => rate.estimate ?? []);
  const { estimate, lower, upper } = last.rate;
  if (estimate === null) return 'The mismatch rate is not measured yet.';
  const most = Math.max(...rates);
  const before = most > estimate ? `, was ${percent(most)} at most,` : '';
  return `The mismatch rate is ${percent(estimate)}, between ${interval(lower, upper)}${before} and must stay below ${percent(last.threshold)}.`;
}

function latencyTold(points: readonly HistoryPoint[]): string {
  const of = (side: Side): string => {
    const times = points.flatMap(({ latency }) => latency[side].p95 ?? []);
    if (times.length === 0) return `${side} not measured`;
    const [least, most] = [duration(Math.min(...times)), duration(Math.max(...times))];
    return least === most ? `${side} ${least}` : `${side} ${least} to ${most}`;
  };
  return `p95 of a step: ${of('legacy')}, ${of('candidate')}.`;
}

/** Seconds between the first point and the last in which there are none. */
function gapTold({ points, resolution }: RouteHistory): string {
  const ends = points.map(({ at }) => Date.parse(at) / 1000);
  const missing = ends.reduce((sum, end, i) => {
    const between = i === 0 ? 0 : end - (ends[i - 1] ?? end) - resolution;
    return between >= resolution ? sum + between : sum;
  }, 0);
  return missing > 0 ? `Nothing was written for ${span(missing)}: Banyan did not run.` : '';
}

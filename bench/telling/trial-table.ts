import { names } from '../contenders/all.js';
import type { Load } from '../load/load.js';
import type { Summary } from '../summary.js';
import { drawTable } from './table.js';

/** A column: its title, and what stands in it for one contender among all of the trial. */
type Column = readonly [title: string, cell: (summary: Summary, of: Lookup) => string];
type Lookup = (contender: string) => Summary | undefined;

const contender: Column = ['contender', (summary) => summary.contender];

/** Under a closed loop the question is how much is carried. */
const carried: readonly Column[] = [
  ['req/s', ({ perSecond }) => Math.round(perSecond).toLocaleString('en')],
  ['spread', ({ spread }) => `${Math.round(spread.perSecond * 100)} %`],
  ['× mirror', ({ perSecond }, of) => ratio(perSecond, of(names.mirror)?.perSecond)],
  ['× http-proxy', ({ perSecond }, of) => ratio(perSecond, of(names.httpProxy)?.perSecond)],
];

/** Under an open loop all carry the same, and the question is how long a client waits. */
const waited: readonly Column[] = [
  ['req/s', ({ perSecond }) => Math.round(perSecond).toLocaleString('en')],
  ['p99 spread', ({ spread }) => `${Math.round(spread.p99 * 100)} %`],
  ['p99 × pass-through', ({ p99 }, of) => ratio(p99, of(names.passThrough)?.p99)],
  ['p99 × http-proxy', ({ p99 }, of) => ratio(p99, of(names.httpProxy)?.p99)],
];

const always: readonly Column[] = [
  ['p50 ms', ({ p50 }) => p50.toFixed(2)],
  ['p99 ms', ({ p99 }) => p99.toFixed(2)],
  ['p99.9 ms', ({ p999 }) => p999.toFixed(2)],
  ['CPU µs/req', ({ cpuPerRequest }) => cpuPerRequest?.toFixed(0) ?? '–'],
  ['peak MB', ({ peak }) => (peak === undefined ? '–' : (peak / 1e6).toFixed(0))],
  ['compared', ({ compared }) => (compared === undefined ? '–' : percent(compared))],
  ['errors', ({ errors }) => errors.toString()],
];

/** One trial as it is told: its table, and below it what must not be overlooked. */
export function trialTable(name: string, load: Load, summaries: readonly Summary[]): string {
  const columns = [contender, ...(load.kind === 'closed' ? carried : waited), ...always];
  const of: Lookup = (name) => summaries.find((summary) => summary.contender === name);
  const table = drawTable(
    columns.map(([title]) => title),
    summaries.map((summary) => columns.map(([, cell]) => cell(summary, of))),
  );
  return [`── ${name}`, table, ...summaries.flatMap(remarks)].join('\n');
}

/** What a reader of the table must know beside its figures. */
export function remarks({ contender, compared, skipped, settledAfter, errors }: Summary): readonly string[] {
  const told: string[] = [];
  const reasons = Object.entries(skipped)
    .filter(([reason]) => reason !== 'aborted')
    .map(([reason, count]) => `${reason} ${count}`);
  if (reasons.length > 0 && compared !== undefined)
    told.push(`! ${contender}: not every pair was compared (${percent(compared)}): ${reasons.join(', ')}`);
  if (settledAfter > 1)
    told.push(`! ${contender}: comparing went on for ${settledAfter.toFixed(1)} s after the load`);
  if (errors > 0) told.push(`! ${contender}: ${errors} requests failed`);
  return told;
}

/** A share as it is told; never 100 % of what is not whole. */
export const percent = (share: number): string => `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;

const ratio = (value: number, to: number | undefined): string => (to ? (value / to).toFixed(2) : '–');

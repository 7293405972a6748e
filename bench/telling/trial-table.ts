import { names } from '../contenders/all.js';
import type { Summary } from '../summary.js';
import { drawTable } from './table.js';

/** One trial as it is told: its table, and below it what must not be overlooked. */
export function trialTable(name: string, summaries: readonly Summary[]): string {
  const rate = (contender: string): number | undefined =>
    summaries.find((summary) => summary.contender === contender)?.perSecond;
  const head = ['contender', 'req/s', '× mirror', '× http-proxy', 'p50 ms', 'p99 ms', 'p99.9 ms'];
  const rows = summaries.map((summary) => [
    summary.contender,
    Math.round(summary.perSecond).toLocaleString('en'),
    ratio(summary.perSecond, rate(names.mirror)),
    ratio(summary.perSecond, rate(names.httpProxy)),
    summary.p50.toFixed(2),
    summary.p99.toFixed(2),
    summary.p999.toFixed(2),
    summary.cpuPerRequest === undefined ? '–' : Math.round(summary.cpuPerRequest).toString(),
    summary.peak === undefined ? '–' : Math.round(summary.peak / 1e6).toString(),
    summary.compared === undefined ? '–' : percent(summary.compared),
    summary.errors.toString(),
  ]);
  const table = drawTable([...head, 'CPU µs/req', 'peak MB', 'compared', 'errors'], rows);
  return [`── ${name}`, table, ...summaries.flatMap(remarks)].join('\n');
}

/** What a reader of the table must know beside its figures. */
export function remarks({ contender, compared, skipped, settledAfter, errors }: Summary): string[] {
  const told: string[] = [];
  const reasons = Object.entries(skipped)
    .filter(([reason]) => reason !== 'aborted')
    .map(([reason, count]) => `${reason} ${count}`);
  if (reasons.length > 0 && compared !== undefined)
    told.push(`! ${contender}: not everything was compared (${percent(compared)}): ${reasons.join(', ')}`);
  if (settledAfter > 1)
    told.push(`! ${contender}: comparing went on for ${settledAfter.toFixed(1)} s after the load`);
  if (errors > 0) told.push(`! ${contender}: ${errors} requests failed`);
  return told;
}

/** A share as it is told; never 100 % of what is not whole. */
export const percent = (share: number): string => `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;

const ratio = (value: number, to: number | undefined): string =>
  to === undefined || to === 0 ? '–' : (value / to).toFixed(2);

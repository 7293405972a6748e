import { comparedShare } from './contenders/evidence.js';
import { median } from './median.js';
import type { Standing } from './trial.js';

/** The medians over a contender's rounds. */
export interface Summary {
  readonly contender: string;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** How far the rounds lie apart, from the least to the most, as a share of the median: what noise there was. */
  readonly spread: { readonly perSecond: number; readonly p99: number };
  /** CPU microseconds for one request. */
  readonly cpuPerRequest: number | undefined;
  /** Bytes. */
  readonly peak: number | undefined;
  /** Share of the requests that were really compared, in the worst round; undefined where nothing compares. */
  readonly compared: number | undefined;
  /** Why the others were not, over all rounds. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Seconds after the load until the last comparison. */
  readonly settledAfter: number;
  /** Over all rounds. */
  readonly requests: number;
  readonly errors: number;
}

/** Sums a standing up. */
export function summarise({ contender, rounds, peak }: Standing): Summary {
  const middle = (of: (round: Standing['rounds'][number]) => number): number => median(rounds.map(of));
  const cpus = rounds.flatMap(({ cpu, measured }) =>
    cpu === undefined || measured.requests === 0 ? [] : [(cpu * 1e6) / measured.requests],
  );
  const rates = rounds.map(({ measured }) => measured.requests / measured.seconds);
  const p99s = rounds.map(({ measured }) => measured.latency.p99);
  const evidence = rounds.flatMap((round) => round.evidence ?? []);
  return {
    contender,
    perSecond: median(rates),
    p50: middle(({ measured }) => measured.latency.p50),
    p99: median(p99s),
    p999: middle(({ measured }) => measured.latency.p999),
    spread: { perSecond: spread(rates), p99: spread(p99s) },
    cpuPerRequest: cpus.length === 0 ? undefined : median(cpus),
    peak,
    compared: evidence.length === 0 ? undefined : Math.min(...evidence.map(comparedShare)),
    skipped: total(evidence.map(({ skipped }) => skipped)),
    settledAfter: middle((round) => round.settledAfter),
    requests: rounds.reduce((sum, { measured }) => sum + measured.requests, 0),
    errors: rounds.reduce((sum, { measured }) => sum + measured.errors, 0),
  };
}

const spread = (values: readonly number[]): number =>
  (Math.max(...values) - Math.min(...values)) / median(values);

function total(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of counts) {
    for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

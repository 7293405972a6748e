import { latencyContenders, throughputContenders, usualContenders } from './contenders/all.js';
import type { ContenderKind } from './contenders/contender.js';
import type { BenchOptions } from './options.js';
import type { Trial } from './trial.js';

/** The trial by whose req/s the aims are judged. */
export const mainTrial = '3.5 KB, 32 connections';
/** The trial by whose p99 they are. */
export const openTrial = '3.5 KB, 1,000 req/s';
const manyConnections = '3.5 KB, 256 connections';
/** Trials that ask for all that can be carried, with bodies of the size that the memory aim names. */
export const saturatingTrials: readonly string[] = [mainTrial, manyConnections];

/** The trials of a run. */
export function trialsOf({ seconds, quick }: BenchOptions): readonly Trial[] {
  const closed = (
    name: string,
    body: number,
    connections: number,
    contenders: readonly ContenderKind[],
  ): Trial => ({ name, body, load: { kind: 'closed', connections, seconds }, contenders });
  const open = (contenders: readonly ContenderKind[], seconds: number): Trial => ({
    name: openTrial,
    body: 3_500,
    load: { kind: 'open', perSecond: 1_000, seconds },
    contenders,
  });
  const main = closed(mainTrial, 3_500, 32, throughputContenders);
  if (quick) {
    const rest = latencyContenders.filter((contender) => !throughputContenders.includes(contender));
    return [main, open(rest, seconds)];
  }
  return [
    main,
    closed(manyConnections, 3_500, 256, usualContenders),
    closed('64 KB, 32 connections', 64_000, 32, usualContenders),
    closed('1 MB, 32 connections', 1_000_000, 32, usualContenders),
    // A percentile far out takes more requests than a median of a rate does.
    open(latencyContenders, 1.5 * seconds),
  ];
}

/** Leaves out the contenders whose program is not installed. */
export const withoutNginx = (trials: readonly Trial[]): readonly Trial[] =>
  trials.map((trial) => ({
    ...trial,
    contenders: trial.contenders.filter(({ needs }) => needs !== 'nginx'),
  }));

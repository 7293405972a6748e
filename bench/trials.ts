import { throughputContenders } from './contenders/all.js';
import type { ContenderKind } from './contenders/contender.js';
import type { BenchOptions } from './options.js';
import type { Trial } from './trial.js';

/** The trial by whose req/s the aims are judged. */
export const mainTrial = '3.5 KB, 32 connections';

/** The trials of a run. */
export function trialsOf({ seconds, only }: BenchOptions): readonly Trial[] {
  const closed = (name: string, body: number, connections: number): Trial => ({
    name,
    body,
    load: { kind: 'closed', connections, seconds },
    contenders: throughputContenders,
  });
  const all: readonly Trial[] = [closed(mainTrial, 3_500, 32)];
  if (only === undefined) return all;
  const holds = ({ name }: { name: string }): boolean => name.toLowerCase().includes(only);
  const chosen = all.filter(holds);
  return chosen.length > 0
    ? chosen
    : all
        .map((trial) => ({ ...trial, contenders: trial.contenders.filter(holds) }))
        .filter(({ contenders }) => contenders.length > 0);
}

/** Leaves out the contenders whose program is not installed. */
export const withoutNginx = (trials: readonly Trial[]): readonly Trial[] =>
  trials.map((trial) => ({
    ...trial,
    contenders: trial.contenders.filter(({ needs }: ContenderKind) => needs !== 'nginx'),
  }));

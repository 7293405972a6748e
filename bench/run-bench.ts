import { type Aim, judgeAims } from './aims.js';
import { runLoad } from './load/run-load.js';
import type { Machine } from './machine.js';
import { median } from './median.js';
import { BadOption, type BenchOptions } from './options.js';
import type { Children } from './process/children.js';
import { runTrial } from './run-trial.js';
import { startTimes } from './start-time.js';
import { type Summary, summarise } from './summary.js';
import type { Round, TrialResult } from './trial.js';
import { trialsOf, withoutNginx } from './trials.js';
import { whatFailed } from './working.js';

/** What a run needs beside its options. */
export interface BenchParts {
  readonly children: Children;
  readonly folder: string;
  readonly machine: Machine;
  readonly progress: (what: string) => void;
  /** Told of each trial when it is over. */
  readonly finished: (result: TrialResult) => void;
}

/** All of a run, as `--json` tells it. */
export interface BenchRun {
  readonly machine: Machine;
  readonly options: BenchOptions;
  readonly trials: readonly {
    readonly name: string;
    readonly body: number;
    readonly load: TrialResult['load'];
    readonly contenders: readonly (Summary & { readonly rounds: readonly Round[] })[];
  }[];
  /** Seconds from `banyan serve` to its first answered request, each time. */
  readonly starts: readonly number[];
  /** Empty for a quick run, which says nothing of speed. */
  readonly aims: readonly Aim[];
  readonly failures: readonly string[];
}

/** Runs the trials one after the other, and judges. */
export async function runBench(options: BenchOptions, parts: BenchParts): Promise<BenchRun> {
  const { children, folder, machine, progress } = parts;
  const all = trialsOf(options);
  const trials = machine.nginx === undefined ? withoutNginx(all) : all;
  if (trials.length === 0)
    throw new BadOption(`--only ${options.only}: no trial and no contender is called so`);
  const hasWrk = machine.wrk !== undefined;
  const results: TrialResult[] = [];
  for (const trial of trials) {
    const result = await runTrial(trial, {
      children,
      folder,
      rounds: options.rounds,
      warmUp: !options.quick,
      run: (load, target) => runLoad(children, folder, hasWrk, load, target),
      progress,
    });
    results.push(result);
    parts.finished(result);
  }
  const starts =
    options.only === undefined ? await startTimes(children, folder, options.rounds, progress) : [];
  const summaries = new Map(results.map(({ name, standings }) => [name, standings.map(summarise)]));
  return {
    machine,
    options,
    trials: results.map(({ name, body, load, standings }) => ({
      name,
      body,
      load,
      contenders: standings.map((standing) => ({ ...summarise(standing), rounds: standing.rounds })),
    })),
    starts,
    aims: options.quick
      ? []
      : judgeAims({ trials: summaries, start: starts.length > 0 ? median(starts) : undefined }),
    failures: whatFailed(results),
  };
}

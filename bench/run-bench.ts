import { type Aim, judgeAims } from './aims.js';
import { chosen } from './chosen.js';
import { judgeDiffer } from './differ/differ-aims.js';
import { type DifferSummary, summariesOf } from './differ/differ-summary.js';
import type { DifferResult, DifferRound, DifferTrial } from './differ/differ-trial.js';
import { differTrials } from './differ/differ-trials.js';
import { whatAnsweredWrong } from './differ/differ-working.js';
import { runDifferTrial } from './differ/run-differ-trial.js';
import { runLoad } from './load/run-load.js';
import type { Machine } from './machine.js';
import { median } from './median.js';
import { BadOption, type BenchOptions } from './options.js';
import type { Children } from './process/children.js';
import { runTrial } from './run-trial.js';
import { startTimes } from './start-time.js';
import { type Summary, summarise } from './summary.js';
import type { Round, Trial, TrialResult } from './trial.js';
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
  readonly differFinished: (result: DifferResult) => void;
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
  readonly differ: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly contenders: readonly (DifferSummary & { readonly rounds: readonly DifferRound[] })[];
  }[];
  /** Seconds from `banyan serve` to its first answered request, each time. */
  readonly starts: readonly number[];
  /** Empty for a quick run, which says nothing of speed. */
  readonly aims: readonly Aim[];
  readonly failures: readonly string[];
}

/** A round of the differ compares for so much of a round of a closed loop. */
const differShare = 0.2;

/** Runs the trials one after the other, and judges. */
export async function runBench(options: BenchOptions, parts: BenchParts): Promise<BenchRun> {
  const trials = trialsFor(options, parts.machine);
  const results = await runProxy(trials.proxy, options, parts);
  const differ = await runDiffer(trials.differ, options, parts);
  const { children, folder, machine, progress } = parts;
  const starts =
    options.only === undefined ? await startTimes(children, folder, options.rounds, progress) : [];
  const summaries = new Map(results.map(({ name, standings }) => [name, standings.map(summarise)]));
  const differSummaries = new Map(differ.map((result) => [result.trial.name, summariesOf(result)]));
  return {
    machine,
    options,
    trials: results.map(({ name, body, load, standings }) => ({
      name,
      body,
      load,
      contenders: standings.map((standing) => ({ ...summarise(standing), rounds: standing.rounds })),
    })),
    differ: differ.map((result) => ({
      name: result.trial.name,
      bytes: result.documents.legacy.length,
      contenders: summariesOf(result).map((summary, place) => ({
        ...summary,
        rounds: result.standings[place]?.rounds ?? [],
      })),
    })),
    starts,
    aims: options.quick
      ? []
      : [
          ...judgeAims({ trials: summaries, start: starts.length > 0 ? median(starts) : undefined }),
          ...judgeDiffer(differSummaries),
        ],
    failures: [...whatFailed(results), ...whatAnsweredWrong(differ)],
  };
}

function trialsFor(options: BenchOptions, { nginx }: Machine) {
  const { proxy, differ } = chosen(
    { proxy: trialsOf(options), differ: differTrials(options.quick) },
    options.only,
  );
  const trials = { proxy: nginx === undefined ? withoutNginx(proxy) : proxy, differ };
  if (trials.proxy.length + trials.differ.length === 0)
    throw new BadOption(`--only ${options.only}: no trial and no contender is called so`);
  return trials;
}

async function runProxy(
  trials: readonly Trial[],
  options: BenchOptions,
  { children, folder, machine, progress, finished }: BenchParts,
): Promise<readonly TrialResult[]> {
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
    finished(result);
  }
  return results;
}

async function runDiffer(
  trials: readonly DifferTrial[],
  { rounds, seconds, quick }: BenchOptions,
  { children, folder, progress, differFinished }: BenchParts,
): Promise<readonly DifferResult[]> {
  const milliseconds = quick ? 0 : seconds * 1e3 * differShare;
  const results: DifferResult[] = [];
  for (const trial of trials) {
    const parts = { children, folder, rounds, milliseconds, warmUp: !quick, progress };
    const result = await runDifferTrial(trial, parts);
    results.push(result);
    differFinished(result);
  }
  return results;
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTurn } from '../in-turn.js';
import type { Child, Children } from '../process/children.js';
import { usageOf } from '../process/usage.js';
import type { Task } from './contender-process.js';
import type { DifferName } from './contenders.js';
import type { DifferResult, DifferRound, DifferTrial } from './differ-trial.js';
import { documentsOf } from './documents.js';

/** What runs a trial of the differ, beside the trial itself. */
export interface DifferParts {
  readonly children: Children;
  readonly folder: string;
  readonly rounds: number;
  /** Of one round, at least; one run of a contender is never cut short. */
  readonly milliseconds: number;
  readonly warmUp: boolean;
  readonly progress: (what: string) => void;
}

/** After so long beyond its round a contender has given up. */
const patience = 10_000;
/** Long enough for a process to compile what it runs often. */
const warmUpMilliseconds = 600;
const megabytes = 2_048;

/** A contender while it is measured. */
interface Runner {
  readonly contender: DifferName;
  readonly child: Child;
  readonly rounds: DifferRound[];
  gaveUp: string | undefined;
}

/** Starts a process for each contender and measures them in turn, round by round. */
export async function runDifferTrial(trial: DifferTrial, parts: DifferParts): Promise<DifferResult> {
  const { children, progress } = parts;
  const folder = join(parts.folder, 'differ');
  const documents = documentsOf(trial.size, trial.situation);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'legacy.json'), documents.legacy);
  writeFileSync(join(folder, 'candidate.json'), documents.candidate);
  try {
    const runners = await Promise.all(
      trial.contenders.map(({ name }) =>
        start(children, { contender: name, folder, keyed: documents.moved }),
      ),
    );
    for (let round = parts.warmUp ? 0 : 1; round <= parts.rounds; round++) {
      for (const runner of inTurn(runners, round)) {
        if (runner.gaveUp !== undefined) continue;
        progress(`${trial.name}: ${round === 0 ? 'warm-up' : `round ${round}`}, ${runner.contender}`);
        const told = await ask(runner.child, round === 0 ? warmUpMilliseconds : parts.milliseconds);
        if (typeof told === 'string') {
          runner.gaveUp = told;
          runner.child.kill();
        } else if (round > 0) runner.rounds.push(told);
      }
    }
    const standings = runners.map(({ contender, rounds, gaveUp, child }) => ({
      contender,
      rounds,
      gaveUp,
      peak: gaveUp === undefined ? usageOf(child.pid)?.peak : undefined,
    }));
    return { trial, documents, standings };
  } finally {
    await children.endAll();
  }
}

async function start(children: Children, task: Task): Promise<Runner> {
  const { contender } = task;
  const program = new URL('./contender-process.js', import.meta.url);
  const child = children.fork(
    contender,
    program,
    [JSON.stringify(task)],
    [`--max-old-space-size=${megabytes}`],
  );
  const words = await Promise.race([
    new Promise<undefined>((resolve) => child.process.once('message', () => resolve(undefined))),
    child.ended,
  ]);
  if (words !== undefined) throw new Error(`${contender} ended before it was ready:\n${words}`);
  return { contender, child, rounds: [], gaveUp: undefined };
}

/** One round, or why there is none. */
async function ask(child: Child, milliseconds: number): Promise<DifferRound | string> {
  const over = new AbortController();
  const told = new Promise<DifferRound>((resolve) => child.process.once('message', resolve));
  const ended = child.ended.then((words) => {
    if (/out of memory/.test(words)) return `ran out of ${megabytes / 1024} GB of memory`;
    throw new Error(`${child.name} ended instead of comparing:\n${words}`);
  });
  const late = sleep(patience + milliseconds, `took more than ${patience / 1e3} s`, over);
  child.process.send(milliseconds);
  try {
    return await Promise.race([told, ended, late]);
  } finally {
    over.abort();
  }
}

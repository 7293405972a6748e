// A process: one contender of a trial of the differ. Argument: its name, the folder of the documents and
// whether their orders are keyed, as JSON. Says when it is ready; works for as long as it is then asked to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DifferName, type Work, prepare } from './contenders.js';
import type { DifferRound } from './differ-trial.js';

/** What the process is told. */
export interface Task {
  readonly contender: DifferName;
  readonly folder: string;
  readonly keyed: boolean;
}

const { contender, folder, keyed } = JSON.parse(process.argv[2] ?? '') as Task;
const work = prepare[contender]({
  legacy: readFileSync(join(folder, 'legacy.json')),
  candidate: readFileSync(join(folder, 'candidate.json')),
  keyed,
});

/** Works again and again until the time is over, at least once. */
function round(work: Work, least: number): DifferRound {
  const start = performance.now();
  for (let runs = 1; ; runs++) {
    const answer = work();
    const milliseconds = performance.now() - start;
    if (milliseconds < least) continue;
    const told = answer();
    return { runs, milliseconds, ...(told && { answer: told }) };
  }
}

process.once('disconnect', () => process.exit());
process.on('message', (milliseconds: number) => process.send?.(round(work, milliseconds)));
process.send?.('ready');

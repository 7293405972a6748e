// `npm run bench`: measures, tells the figures, and says of each aim whether it is met.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summariesOf } from './differ/differ-summary.js';
import { differTable } from './differ/differ-table.js';
import { thisMachine, warnings } from './machine.js';
import { BadOption, type BenchOptions, readOptions, usage } from './options.js';
import { Children } from './process/children.js';
import { runBench } from './run-bench.js';
import { tellAims, tellHead } from './telling/tell.js';
import { trialTable } from './telling/trial-table.js';
import { summarise } from './summary.js';

const failed = 1;
const misunderstood = 2;
const interrupted = 130;

async function bench(options: BenchOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
  const children = new Children();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(interrupted));
  }
  const machine = thisMachine();
  for (const warning of warnings(machine)) console.error(`!! ${warning}`);
  const tell = (text: string): void => {
    if (!options.json) console.log(text);
  };
  tell(tellHead(machine, options));
  const run = await runBench(options, {
    children,
    folder,
    machine,
    progress,
    finished: ({ name, load, standings }) => tell(`\n${trialTable(name, load, standings.map(summarise))}`),
    differFinished: (result) => tell(`\n${differTable(result.trial.name, summariesOf(result))}`),
  });
  if (options.json) console.log(JSON.stringify(run, null, 2));
  else if (!options.quick) tell(`\n${tellAims(run.aims)}`);
  for (const failure of run.failures) console.error(`FAILED ${failure}`);
  return run.failures.length === 0 ? 0 : failed;
}

/** One line that is written over on a terminal, and nothing elsewhere. */
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}\r`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else process.exitCode = await bench(options);
} catch (error) {
  if (error instanceof BadOption) console.error(`${error.message}\n\n${usage}`);
  else console.error(error);
  process.exitCode = error instanceof BadOption ? misunderstood : failed;
} finally {
  // What may still wait for a process that is gone has nobody to tell.
  process.exit();
}

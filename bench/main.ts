// `npm run bench`: measures, tells the figures, and says of each aim whether it is met.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasNginx } from './contenders/nginx.js';
import { runWrk } from './load/wrk.js';
import { BadOption, type BenchOptions, readOptions, usage } from './options.js';
import { Children } from './process/children.js';
import { runTrial } from './run-trial.js';
import { summarise } from './summary.js';
import { trialTable } from './telling/trial-table.js';
import { trialsOf, withoutNginx } from './trials.js';

async function bench(options: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
  const children = new Children();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Listeners of `exit` end what runs.
    process.once(signal, () => process.exit(130));
  }
  const nginxIsThere = hasNginx();
  if (!nginxIsThere)
    console.error('nginx is not installed: its contenders are left out (apt install nginx-light)');
  const trials = nginxIsThere ? trialsOf(options) : withoutNginx(trialsOf(options));
  for (const trial of trials) {
    const result = await runTrial(trial, {
      children,
      folder,
      rounds: options.rounds,
      warmUp: !options.quick,
      run: (load, target) => {
        if (load.kind === 'open') throw new Error('not yet');
        return runWrk(children, folder, load, target);
      },
      progress: (what) => console.error(what),
    });
    console.log(trialTable(result.name, result.standings.map(summarise)));
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else await bench(options);
} catch (error) {
  if (error instanceof BadOption) console.error(`${error.message}\n\n${usage}`);
  else console.error(error);
  process.exitCode = error instanceof BadOption ? 2 : 1;
}

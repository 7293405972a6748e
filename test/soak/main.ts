// `npm run soak`: runs a Banyan among faults of every kind, and says whether it is as it was.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Children } from '../../bench/process/children.js';
import { BadOption } from '../command-options.js';
import { readOptions, type SoakOptions, usage } from './options.js';
import { runSoak } from './run-soak.js';
import { tell, tellJson } from './tell.js';

const violated = 1;
const impossible = 2;
const interrupted = 130;

async function soak(options: SoakOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-soak-'));
  const children = new Children();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(interrupted));
  }
  say(`seed ${options.seed}, ${options.seconds} s, ${options.rate} requests a second`);
  const result = await runSoak(options, { children, folder, progress: say });
  await children.endAll();
  answer(options.json ? tellJson(result) : tell(result));
  return result.checks.every(({ held }) => held) ? 0 : violated;
}

const answer = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

try {
  const options = readOptions(process.argv.slice(2), Math.floor(Math.random() * 1e6));
  if (options === 'help') answer(usage);
  else process.exitCode = await soak(options);
} catch (error) {
  if (error instanceof BadOption) say(`${error.message}\n\n${usage}`);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = impossible;
} finally {
  // What may still wait for a process that is gone has nobody to tell.
  process.exit();
}

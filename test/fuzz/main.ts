// `npm run fuzz`: looks for two answers that are judged wrongly, and says how to see it again.
import { provesSomething, tellCounts } from './counts.js';
import { BadOption } from '../command-options.js';
import { type FuzzOptions, readOptions, usage } from './options.js';
import { type Finding, runFuzz } from './run-fuzz.js';

const violated = 1;
const impossible = 2;

async function fuzz(options: FuzzOptions): Promise<number> {
  const { seed, only } = options;
  say(`seed ${seed}, ${only === undefined ? `${options.seconds} s` : `case ${only} alone`}`);
  const { counts, finding } = await runFuzz(options, (so) => say(tellCounts(so)));
  if (finding !== undefined) {
    answer(tellFinding(finding, seed));
    return violated;
  }
  if (only === undefined && !provesSomething(counts)) {
    answer(`fuzz: too little was compared to say anything. Seed ${seed}, ${tellCounts(counts)}`);
    return violated;
  }
  answer(`fuzz: nothing found. Seed ${seed}, ${tellCounts(counts)}`);
  return 0;
}

function tellFinding({ number, exploration, fault, shown }: Finding, seed: number): string {
  return [
    `fuzz: case ${number} (${exploration}) of seed ${seed} does not hold: ${fault}`,
    '',
    shown,
    '',
    `npm run fuzz -- --seed ${seed} --only ${number}`,
  ].join('\n');
}

const answer = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

try {
  const options = readOptions(process.argv.slice(2), Math.floor(Math.random() * 1e6));
  if (options === 'help') answer(usage);
  else process.exitCode = await fuzz(options);
} catch (error) {
  if (error instanceof BadOption) say(`${error.message}\n\n${usage}`);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = impossible;
}

// `npm run lab`: how well classes are told apart, as matrices of truth against verdict.
import { BadOption } from '../command-options.js';
import { Confusion } from './confusion.js';
import { type Outcome, run } from './experiment.js';
import { standardFaults } from './faults/faults.js';
import { type LabOptions, readOptions, usage } from './options.js';
import { storiesOf } from './stories.js';
import { exponentialLag } from './world/lag.js';

const freshness = 5_000;

async function experiments(options: LabOptions): Promise<void> {
  const { seeds, rates, extraLoads } = options;
  for (const rate of rates)
    for (const extraLoad of extraLoads) {
      const outcomes: Outcome[] = [];
      for (const seed of seeds) {
        // oxlint-disable-next-line no-await-in-loop -- one world at a time: each takes a core
        const outcome = await experiment(options, seed, rate, extraLoad);
        outcomes.push(outcome);
        say(`seed ${seed}, faults at ${rate} of their rates, extraLoad ${extraLoad * 100} %`);
        say(figuresOf([outcome]));
      }
      const [settled, unread] = [
        outcomes.flatMap((one) => one.settled),
        outcomes.flatMap((one) => one.unread),
      ];
      say(`\nAll seeds together: ${figuresOf(outcomes)}`);
      say(`\nRead again:\n${new Confusion(settled).tell()}`);
      say(`\nWithout reading again:\n${new Confusion(unread).tell()}\n`);
      for (const story of storiesOf([...settled, ...unread], options.stories)) say(`${story}\n`);
    }
}

function experiment(
  { entities, minutes, perSecond, faults }: LabOptions,
  seed: string,
  rate: number,
  extraLoad: number,
): Promise<Outcome> {
  const world = {
    seed,
    entities,
    duration: minutes * 60_000,
    freshness,
    writesPerMinute: 0.5,
    lag: exponentialLag(800, 3 * freshness),
    faults: Object.fromEntries(faults.map((name) => [name, standardFaults[name] * rate])),
  };
  return run({ world, perSecond, extraLoad });
}

function figuresOf(outcomes: readonly Outcome[]): string {
  const sum = (of: (one: Outcome) => number): number => outcomes.reduce((all, one) => all + of(one), 0);
  const pairs = sum((one) => one.pairs);
  const part = (of: (one: Outcome) => number): string => `${((100 * sum(of)) / pairs).toFixed(2)} %`;
  const reads = (['legacy', 'candidate'] as const).map(
    (side) => `${side} ${part((one) => one.load[side] * one.pairs)}`,
  );
  return `${pairs} pairs, ${part((one) => one.mismatches)} differ; read again: ${reads.join(', ')}`;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') say(usage);
  else await experiments(options);
} catch (error) {
  process.stderr.write(error instanceof BadOption ? `${error.message}\n\n${usage}\n` : `${String(error)}\n`);
  process.exitCode = 2;
}

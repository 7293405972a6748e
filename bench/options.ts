import { parseArgs } from 'node:util';

/** What the bench was asked to do. */
export interface BenchOptions {
  readonly rounds: number;
  /** Of one round of a closed loop; one of an open loop takes half as long again, one of the differ a fifth. */
  readonly seconds: number;
  /** Only trials, or contenders, whose name holds this. */
  readonly only: string | undefined;
  readonly quick: boolean;
  readonly json: boolean;
}

export const usage = `npm run bench -- [options]

  --rounds N      rounds of each contender; the medians are told (5)
  --seconds N     seconds of a round of a closed loop, a whole number; an open loop takes half as long again,
                  the differ a fifth (1)
  --only TEXT     only trials whose name holds TEXT; else only contenders whose name does
  --quick         each contender once and briefly: shows that all of it works, says nothing of speed
  --json          tells the result as JSON on standard output; progress goes to standard error
  --help
`;

/** What cannot be understood, told to the person who typed it. */
export class BadOption extends Error {}

/** Reads the arguments; throws {@link BadOption} for what it cannot read. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  return {
    rounds: whole('rounds', values.rounds, 100) ?? (values.quick ? 1 : 5),
    seconds: whole('seconds', values.seconds, 600) ?? 1,
    only: values.only?.toLowerCase(),
    quick: values.quick,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}

function whole(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new BadOption(`--${name} ${text}: a whole number from 1 to ${most} is needed`);
  return value;
}

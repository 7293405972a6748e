import { readArguments, whole } from '../command-options.js';
import { type FaultName, faultNames } from './faults/fault-names.js';
import { BadOption } from '../command-options.js';

/** What the laboratory was asked to try. */
export interface LabOptions {
  readonly seeds: readonly string[];
  readonly entities: number;
  readonly minutes: number;
  readonly perSecond: number;
  /** As `settle.extraLoad`, as shares. */
  readonly extraLoads: readonly number[];
  /** By what the rate of each fault is multiplied, in turn. */
  readonly rates: readonly number[];
  readonly faults: readonly FaultName[];
  /** So many of each kind of wrong verdict are told as what was seen of them. */
  readonly stories: number;
}

export const usage = `npm run lab -- [options]

  --seeds a,b        one world for each (a,b)
  --rates 0.01,1     how often faults occur, as parts of their own rates (0.001,0.03,1)
  --extra-load 5,1   settle.extraLoad in percent, in turn; 1000 reads all again (1000,5,1)
  --faults a,b       these alone (all)
  --entities N       customers of a world (400)
  --minutes N        virtual minutes (15)
  --per-second N     requests (8)
  --stories N        what was seen of so many differences of each kind that were judged wrongly (0)
  --help
`;

/** @throws BadOption for what it cannot read */
export function readOptions(args: readonly string[]): LabOptions | 'help' {
  const text = { type: 'string' } as const;
  const values = readArguments(args, {
    seeds: text,
    rates: text,
    'extra-load': text,
    faults: text,
    entities: text,
    minutes: text,
    'per-second': text,
    stories: text,
    help: { type: 'boolean', default: false },
  });
  if (values.help) return 'help';
  return {
    seeds: list(values.seeds, 'a,b'),
    rates: numbers('rates', list(values.rates, '0.001,0.03,1'), 1),
    extraLoads: numbers('extra-load', list(values['extra-load'], '1000,5,1'), 100_000).map(
      (one) => one / 100,
    ),
    faults: values.faults === undefined ? faultNames : list(values.faults, '').map(faultOf),
    entities: whole('entities', values.entities, 1, 100_000) ?? 400,
    minutes: whole('minutes', values.minutes, 1, 1_440) ?? 15,
    perSecond: whole('per-second', values['per-second'], 1, 1_000) ?? 8,
    stories: whole('stories', values.stories, 0, 1_000) ?? 0,
  };
}

const list = (value: string | undefined, otherwise: string): readonly string[] =>
  (value ?? otherwise).split(',').map((part) => part.trim());

const numbers = (name: string, parts: readonly string[], most: number): readonly number[] =>
  parts.map((part) => {
    const value = Number(part);
    if (part !== '' && value > 0 && value <= most) return value;
    throw new BadOption(`--${name} is ${part}: give numbers above 0 and up to ${most}, with commas`);
  });

function faultOf(name: string): FaultName {
  const known = faultNames.find((one) => one === name);
  if (known === undefined)
    throw new BadOption(`--faults: no fault is called ${name}; there are ${faultNames.join(', ')}`);
  return known;
}

import { readArguments, whole } from '../command-options.js';

/** What the fuzz was asked to do. */
export interface FuzzOptions {
  readonly seconds: number;
  /** At most as many cases. */
  readonly cases: number;
  readonly seed: number;
  /** This one case of the seed alone. */
  readonly only: number | undefined;
}

export const usage = `npm run fuzz -- [options]

  --seconds N   seconds to look for findings (60)
  --cases N     at most N cases (as many as the time allows)
  --seed N      repeats a run's cases, in the same order (drawn, and told)
  --only N      case N of the seed alone, as a finding tells it
  --help
`;

/**
 * Reads the arguments; `seed` is taken when none is given.
 * @throws BadOption for what it cannot read
 */
export function readOptions(args: readonly string[], seed: number): FuzzOptions | 'help' {
  const values = readArguments(args, {
    seconds: { type: 'string' },
    cases: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  });
  if (values.help) return 'help';
  return {
    seconds: whole('seconds', values.seconds, 1, 86_400) ?? 60,
    cases: whole('cases', values.cases, 1, 2 ** 31 - 1) ?? 2 ** 31 - 1,
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1) ?? seed,
    only: whole('only', values.only, 0, 2 ** 31 - 1),
  };
}

import { readArguments, whole } from '../command-options.js';

/** What the soak was asked to do. */
export interface SoakOptions {
  /** Of the load that is judged; warming up and settling come on top. */
  readonly seconds: number;
  /** Requests a second. */
  readonly rate: number;
  readonly seed: number;
  readonly json: boolean;
}

export const usage = `npm run soak -- [options]

  --seconds N   seconds of load after the warm-up (120)
  --rate N      requests a second (200)
  --seed N      repeats a run's plans: the same requests, the same faults (drawn, and told)
  --json        tells the result as JSON on standard output
  --help
`;

/**
 * Reads the arguments; `seed` is taken when none is given.
 * @throws BadOption for what it cannot read
 */
export function readOptions(args: readonly string[], seed: number): SoakOptions | 'help' {
  const values = readArguments(args, {
    seconds: { type: 'string' },
    rate: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
  if (values.help) return 'help';
  return {
    seconds: whole('seconds', values.seconds, 10, 86_400) ?? 120,
    rate: whole('rate', values.rate, 1, 2_000) ?? 200,
    seed: whole('seed', values.seed, 0, 2 ** 31) ?? seed,
    json: values.json,
  };
}

import { BadOption, readArguments, whole } from '../command-options.js';
import { stories } from './stories.js';
import type { Story } from './story.js';

/** What the simulation was asked for. */
export interface SimulateOptions {
  readonly seed: string;
  readonly runs: number;
  readonly stories: readonly Story[];
  readonly json: boolean;
  /** Whether the table takes its place in docs/dial.md. */
  readonly page: boolean;
}

export const usage = `npm run simulate -- [options]

  --seed S        draws other worlds (a)
  --runs N        of each world; stories that are slow take a part of them (200)
  --only a,b      these stories alone: ${stories.map(({ name }) => name).join(', ')}
  --json          all figures as JSON; null stands for never
  --page          puts the table of all stories into docs/dial.md
  --help

Exit 0: every bound holds, as far as chance can tell. 1: one does not. 2: it could not be run.`;

/** @throws BadOption for what it cannot read */
export function readOptions(args: readonly string[]): SimulateOptions | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const values = readArguments(args, {
    seed: text,
    runs: text,
    only: text,
    json: flag,
    page: flag,
    help: flag,
  });
  if (values.help) return 'help';
  if (values.page && values.only !== undefined)
    throw new BadOption('--page needs every story: leave --only out');
  return {
    seed: values.seed ?? 'a',
    runs: whole('runs', values.runs, 1, 100_000) ?? 200,
    stories: values.only === undefined ? stories : values.only.split(',').map(storyOf),
    json: values.json,
    page: values.page,
  };
}

function storyOf(name: string): Story {
  const known = stories.find((story) => story.name === name.trim());
  if (known) return known;
  const names = stories.map((story) => story.name).join(', ');
  throw new BadOption(`--only: no story is called ${name}; there are ${names}`);
}

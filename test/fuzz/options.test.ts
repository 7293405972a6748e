import { expect, it } from 'vitest';
import { BadOption } from '../command-options.js';
import { readOptions } from './options.js';

it('without options it looks for a minute, with a seed of its own', () => {
  expect(readOptions([], 7)).toMatchObject({ seconds: 60, seed: 7, only: undefined });
});

it('takes what it is told', () => {
  const args = ['--seconds', '10', '--cases', '50', '--seed', '3', '--only', '12'];
  expect(readOptions(args, 7)).toEqual({ seconds: 10, cases: 50, seed: 3, only: 12 });
});

it.each([[['--seconds', '0']], [['--cases', 'many']], [['--only', '-1']], [['--what']]])(
  'refuses %j',
  (args) => {
    expect(() => readOptions(args, 7)).toThrow(BadOption);
  },
);

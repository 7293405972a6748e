import { expect, it } from 'vitest';
import { BadOption } from '../command-options.js';
import { readOptions } from './options.js';
import { stories } from './stories.js';

it('without options every story is told', () => {
  expect(readOptions([])).toEqual({ seed: 'a', runs: 200, stories, json: false, page: false });
});

it('takes what it is told', () => {
  const options = readOptions(['--seed', 'b', '--runs', '7', '--only', 'delay, ramp', '--json']);
  expect(options).toMatchObject({ seed: 'b', runs: 7, json: true });
  expect(options === 'help' ? [] : options.stories.map(({ name }) => name)).toEqual(['delay', 'ramp']);
});

it.each([[['--runs', '0']], [['--only', 'luck']], [['--what']], [['--page', '--only', 'ramp']]])(
  'refuses %j',
  (args) => {
    expect(() => readOptions(args)).toThrow(BadOption);
  },
);

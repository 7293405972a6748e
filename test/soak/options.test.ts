import { expect, it } from 'vitest';
import { BadOption } from '../command-options.js';
import { readOptions } from './options.js';

it('without options it soaks for two minutes, with a seed of its own', () => {
  expect(readOptions([], 7)).toEqual({ seconds: 120, rate: 200, seed: 7, json: false });
});

it('takes what it is told', () => {
  const args = ['--seconds', '15', '--rate', '50', '--seed', '3', '--json'];
  expect(readOptions(args, 7)).toEqual({ seconds: 15, rate: 50, seed: 3, json: true });
});

it.each([[['--seconds', '1']], [['--rate', 'many']], [['--what']]])('refuses %j', (args) => {
  expect(() => readOptions(args, 7)).toThrow(BadOption);
});

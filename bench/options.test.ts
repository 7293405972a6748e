import { describe, expect, it } from 'vitest';
import { BadOption, readOptions } from './options.js';

describe('options', () => {
  it('left out: five rounds of a second, everything', () => {
    expect(readOptions([])).toEqual({ rounds: 5, seconds: 1, only: undefined, quick: false, json: false });
  });

  it('quick is one round, unless more are asked for', () => {
    expect(readOptions(['--quick'])).toMatchObject({ rounds: 1, quick: true });
    expect(readOptions(['--quick', '--rounds', '2'])).toMatchObject({ rounds: 2 });
  });

  it.each([['--rounds', '0'], ['--seconds', '1.5'], ['--seconds', 'x'], ['--onyl', 'x'], ['more']])(
    'refuses %s %s',
    (...args) => {
      expect(() => readOptions(args)).toThrow(BadOption);
    },
  );
});

import { expect, it } from 'vitest';
import { inTurn } from './in-turn.js';

it('each round begins with another one, and asks all', () => {
  expect([0, 1, 2, 3].map((round) => inTurn(['a', 'b', 'c'], round).join(''))).toEqual([
    'abc',
    'bca',
    'cab',
    'abc',
  ]);
});

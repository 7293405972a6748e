import { expect, test } from 'vitest';
import { chanceFrom } from '../chance.js';
import { zipf } from './zipf.js';

test('rank r comes about 1/r as often as rank 1', () => {
  const next = zipf(600, 1, chanceFrom('zipf'));
  const drawn = Array.from({ length: 60_000 }, next);
  const harmonic = Array.from({ length: 600 }, (_, rank) => 1 / (rank + 1)).reduce((sum, part) => sum + part);
  for (const rank of [0, 1, 3, 9, 49]) {
    const expected = 60_000 / harmonic / (rank + 1);
    const seen = drawn.filter((each) => each === rank).length;
    expect(seen / expected).toBeGreaterThan(0.8);
    expect(seen / expected).toBeLessThan(1.2);
  }
});

test('ranks stay within their count, even one', () => {
  const one = zipf(1, 0.85, chanceFrom('one'));
  expect([one(), one(), one()]).toEqual([0, 0, 0]);
  const highest = zipf(10, 0.85, () => 1 - Number.EPSILON);
  expect(highest()).toBe(9);
});

test('no ranks at all are refused', () => {
  expect(() => zipf(0, 1, Math.random)).toThrow(RangeError);
});

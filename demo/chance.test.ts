import { expect, test } from 'vitest';
import { between, chanceFrom, lognormal, pick, shareOf } from './chance.js';

const draw = (seed: string, count: number): number[] => {
  const chance = chanceFrom(seed);
  return Array.from({ length: count }, chance);
};

test('the same seed draws the same numbers, another seed others', () => {
  expect(draw('banyan', 50)).toEqual(draw('banyan', 50));
  expect(draw('banyan', 50)).not.toEqual(draw('oak', 50));
});

test('numbers lie in [0, 1) and fill it evenly', () => {
  const numbers = draw('evenly', 10_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  for (let tenth = 0; tenth < 10; tenth++) {
    const inside = numbers.filter((number) => Math.floor(number * 10) === tenth).length;
    expect(inside).toBeGreaterThan(850);
    expect(inside).toBeLessThan(1_150);
  }
});

test('a text keeps its share', () => {
  expect(shareOf('E-17')).toBe(shareOf('E-17'));
  const low = Array.from({ length: 8_000 }, (_, n) => shareOf(`E-${n}`)).filter((share) => share < 1 / 8);
  expect(low.length).toBeGreaterThan(850);
  expect(low.length).toBeLessThan(1_150);
});

test('between includes both ends and pick reaches every choice', () => {
  const chance = chanceFrom('ends');
  expect(new Set(Array.from({ length: 200 }, () => between(chance, 3, 5)))).toEqual(new Set([3, 4, 5]));
  expect(new Set(Array.from({ length: 200 }, () => pick(chance, ['a', 'b'])))).toEqual(new Set(['a', 'b']));
});

test('half of the long-tailed durations lie below the median', () => {
  const chance = chanceFrom('tail');
  const below = Array.from({ length: 10_000 }, () => lognormal(chance, 100, 0.7)).filter((ms) => ms < 100);
  expect(below.length).toBeGreaterThan(4_800);
  expect(below.length).toBeLessThan(5_200);
});

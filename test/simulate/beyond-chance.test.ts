import { expect, it } from 'vitest';
import { atLeast, isTooOften, isTooSeldom, poissonAtLeast } from './beyond-chance.js';

it('tells how likely so many hits are', () => {
  expect(atLeast(0, 10, 0.3)).toBeCloseTo(1, 12);
  expect(atLeast(10, 10, 0.5)).toBeCloseTo(1 / 1024, 12);
  // 1 − 0.99¹⁰⁰ − 100 · 0.01 · 0.99⁹⁹
  expect(atLeast(2, 100, 0.01)).toBeCloseTo(0.26424, 5);
  expect(poissonAtLeast(0, 3)).toBe(1);
  expect(poissonAtLeast(2, 1)).toBeCloseTo(1 - 2 / Math.E, 12);
});

it('calls a bound broken only where chance hardly explains it', () => {
  expect(isTooOften(20, 1_000, 0.01)).toBe(false);
  expect(isTooOften(30, 1_000, 0.01)).toBe(true);
  expect(isTooOften(1, 1, 0.01)).toBe(false);
  expect(isTooSeldom(90, 100, 0.95)).toBe(false);
  expect(isTooSeldom(80, 100, 0.95)).toBe(true);
});

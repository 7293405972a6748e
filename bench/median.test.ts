import { expect, it } from 'vitest';
import { median } from './median.js';

it('the median is the middle, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 2])).toBe(6);
  expect(median([7])).toBe(7);
});

it('one wild round does not move it', () => {
  expect(median([100, 101, 99, 100, 3])).toBe(100);
});

it('of nothing there is none', () => {
  expect(median([])).toBeNaN();
});

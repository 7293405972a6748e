import { describe, expect, it } from 'vitest';
import { clockTime, roughly } from './when.js';

describe('how long something takes is told', () => {
  it.each([
    [0.2, 'about 1 second'],
    [40, 'about 40 seconds'],
    [89, 'about 89 seconds'],
    [95, 'about 2 minutes'],
    [2_400, 'about 40 minutes'],
    [5_399, 'about 90 minutes'],
    [7_200, 'about 2 hours'],
    [86_400, 'about 24 hours'],
    [400_000, 'about 5 days'],
    [1e9, 'about 11,574 days'],
  ])('%d s as %s', (seconds, told) => expect(roughly(seconds)).toBe(told));
});

it('a time of another day is told with its day', () => {
  const now = new Date(2026, 4, 1, 23, 0);
  expect(clockTime(new Date(2026, 4, 1, 23, 35).toISOString(), now)).toBe('23:35');
  expect(clockTime(new Date(2026, 4, 2, 0, 5).toISOString(), now)).toBe('Sat 2 May 00:05');
});

import { expect, it } from 'vitest';
import { clockTime } from './when.js';

it.each([
  ['of today is told by the clock', '2026-05-01T23:35:00Z', '23:35 UTC'],
  ['of another day is told with it', '2026-05-02T00:05:00Z', 'Sat 2 May 00:05 UTC'],
  ['of another year is told with it', '2027-01-02T00:05:00Z', 'Sat 2 Jan 2027 00:05 UTC'],
])('a time %s', (_, instant, told) => {
  expect(clockTime(instant, new Date('2026-05-01T23:00:00Z'))).toBe(told);
});

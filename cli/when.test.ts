import { expect, it } from 'vitest';
import { clockTime } from './when.js';

it('a time of another day is told with its day', () => {
  const now = new Date(2026, 4, 1, 23, 0);
  expect(clockTime(new Date(2026, 4, 1, 23, 35).toISOString(), now)).toBe('23:35');
  expect(clockTime(new Date(2026, 4, 2, 0, 5).toISOString(), now)).toBe('Sat 2 May 00:05');
});

import { describe, expect, it } from 'vitest';
import type { ReadTimes } from '../tally.js';
import { failedSides, leftWaiting } from './failed-sides.js';

const took = (total: number, more: Partial<ReadTimes> = {}): ReadTimes => ({ failed: false, total, ...more });
const failed = took(0.1, { failed: true });
const left = (total: number, more: Partial<ReadTimes> = {}): ReadTimes =>
  took(total, { open: 'client-left', ...more });

/** Whether the first of two sides has failed, and it is known of both. */
type Known = boolean | 'unknown';

describe.each(['legacy', 'candidate'] as const)('of %s is known', (side) => {
  const other = side === 'legacy' ? 'candidate' : 'legacy';

  it.each<[string, ReadTimes, ReadTimes, Known]>([
    ['that it failed', failed, took(0.05), true],
    ['that it answered', took(9), took(0.05), false],
    ['that it answered, where enough was read', took(0.1, { open: 'enough', head: 0.05 }), took(0.05), false],
    ['nothing where the client left at once', left(0.1), took(0.05), 'unknown'],
    [
      'nothing where the client left within two seconds more than twice as long',
      left(2.09),
      took(0.05),
      'unknown',
    ],
    ['that it failed where the client waited longer than that', left(2.1), took(0.05), true],
    ['the same of an answer that began and came to no end', left(10, { head: 0.05 }), took(0.05), true],
    ['nothing where the other takes its time as well', left(10), took(4.5), 'unknown'],
    ['nothing where the other had not answered either', left(30), left(30), 'unknown'],
    ['nothing where of the other enough was read', left(30), took(0.1, { open: 'enough' }), 'unknown'],
    ['nothing where the other failed', left(30), failed, 'unknown'],
    [
      'that a 5xx failed, though the client left before its end',
      left(0.1, { failed: true }),
      took(0.05),
      true,
    ],
  ])('%s', (_, one, two, expected) => {
    const pair = { legacy: two, candidate: two, [side]: one, [other]: two };
    const sides = failedSides(pair);
    expect(sides === undefined ? 'unknown' : sides[side]).toBe(expected);
    const isLeft = expected === true && one.open === 'client-left' && !one.failed;
    if (isLeft) expect(leftWaiting(pair)).toEqual([side]);
  });
});

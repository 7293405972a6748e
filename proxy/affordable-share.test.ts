import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affordableShare } from './affordable-share.js';

const seconds = (value: number): number[] => Array.from({ length: 100 }, () => value);

describe('the share of keys that a route has places to read', () => {
  it.each([
    ['all of them while places are many', 1, { admitted: 100, refused: 0, durations: seconds(0.01) }, 1],
    // 100 reads a second of 2 s each need 200 places; four fifths of 64 are used.
    ['what fits by rate × p95', 1, { admitted: 32, refused: 68, durations: seconds(2) }, 51.2 / 200],
    // The same demand, seen while a quarter was read: the share stays where it fits.
    [
      'the same when fewer were sampled',
      0.25,
      { admitted: 25, refused: 0, durations: seconds(2) },
      51.2 / 200,
    ],
    [
      'half as much more at most when it rises',
      0.1,
      { admitted: 1, refused: 0, durations: seconds(0.001) },
      0.15,
    ],
    [
      'never nothing, or it could not come back',
      1,
      { admitted: 1e6, refused: 1e6, durations: seconds(60) },
      0.001,
    ],
    ['all of them where nothing was asked', 1, { admitted: 0, refused: 0, durations: [] }, 1],
  ])('is %s', (_, share, seen, expected) => {
    expect(affordableShare(share, 64, { seconds: 1, ...seen })).toBeCloseTo(expected, 9);
  });

  it('stays a share, whatever was seen', () => {
    const window = fc.record({
      seconds: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
      admitted: fc.nat(),
      refused: fc.nat(),
      durations: fc.array(fc.double({ min: 0, max: 1e4, noNaN: true })),
    });
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        window,
        (share, places, seen) => {
          const next = affordableShare(share, places, seen);
          expect(next).toBeGreaterThanOrEqual(0.001);
          expect(next).toBeLessThanOrEqual(Math.min(1, Math.max(0.001, share * 1.5)));
        },
      ),
    );
  });
});

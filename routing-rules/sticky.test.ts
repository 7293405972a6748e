import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSide } from './decide-side.js';
import { type Dial, untouched } from './dial.js';
import { atShare } from './positions.js';
import { dialSalt, isWithinShare, sampleSalt, stickyPosition } from './sticky.js';

/** What χ² exceeds once in 10,000, by Wilson and Hilferty's approximation; good to 0.1 % for 50 degrees and more. */
const mostByChance = (degrees: number): number => {
  const nth = 2 / (9 * degrees);
  return degrees * (1 - nth + 3.719 * Math.sqrt(nth)) ** 3;
};

const at = (share: number): Dial => ({
  ...untouched(atShare(share)),
  revision: 1,
});

const decide = (
  share: number,
  stickyKey: string | undefined,
  more: Partial<Parameters<typeof decideSide>[0]> = {},
) =>
  decideSide({
    route: 'r',
    dial: at(share),
    hasCandidate: true,
    isSafe: true,
    inCohort: true,
    stickyKey,
    override: undefined,
    isPinned: false,
    ...more,
  });

describe('a sticky key', () => {
  it('stands where SHA-256 of salt, zero byte and key says', () => {
    // printf 'salt\0key' | sha256sum begins with 6e5d 6c6f 47d1 4756
    const position = stickyPosition('salt', 'key');
    expect(position).toBe(Number(BigInt('0x6e5d6c6f47d14756') >> 11n) / 2 ** 53);
  });

  it('is spread evenly: χ² over 1,000 bins of a million keys stays below its 99.99 % quantile', {
    timeout: 60_000,
  }, () => {
    const bins = Array.from({ length: 1000 }, () => 0);
    for (let i = 0; i < 1_000_000; i++)
      bins[Math.floor(stickyPosition(dialSalt('r'), `user-${i}`) * 1000)]! += 1;
    const chiSquare = bins.reduce((sum, seen) => sum + (seen - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(mostByChance(999));
  });

  it('once sent to the candidate stays there however the share is raised', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (key, a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const position = stickyPosition(dialSalt('r'), key);
          if (isWithinShare(position, low)) expect(isWithinShare(position, high)).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['whether it is sampled tells nothing of its side', dialSalt('r'), sampleSalt('r')],
    ['its side on one route tells nothing of that on another', dialSalt('orders'), dialSalt('order')],
  ])(
    'stands apart under every salt: %s (χ² of independence over 10 × 10)',
    { timeout: 60_000 },
    (_, one, other) => {
      const tenths = 10;
      const seen = Array.from({ length: tenths }, () => Array.from({ length: tenths }, () => 0));
      for (let i = 0; i < 100_000; i++) {
        const key = `user-${i}`;
        const row = seen[Math.floor(stickyPosition(one, key) * tenths)]!;
        row[Math.floor(stickyPosition(other, key) * tenths)]! += 1;
      }
      const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
      const rows = seen.map(sum);
      const columns = seen.map((_row, j) => sum(seen.map((row) => row[j]!)));
      const cells = seen.flatMap((row, i) =>
        row.map((count, j) => {
          const expected = (rows[i]! * columns[j]!) / 100_000;
          return (count - expected) ** 2 / expected;
        }),
      );
      expect(sum(cells)).toBeLessThan(mostByChance((tenths - 1) ** 2));
    },
  );
});

describe('the side that answers', () => {
  it('is legacy for everybody at 0 %, and the candidate for everybody at 100 %', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), (key) => {
        expect(decide(0, key).live).toBe('legacy');
        expect(decide(1, key).live).toBe('candidate');
      }),
    );
  });

  it.each([
    [
      'without a candidate, legacy',
      { hasCandidate: false, override: 'candidate' as const },
      'legacy',
      'no-candidate',
    ],
    ['for a write, legacy', { isSafe: false, override: 'candidate' as const }, 'legacy', 'unsafe-method'],
    ['by override, the side asked for', { override: 'candidate' as const }, 'candidate', 'override'],
    ['outside the cohort, legacy', { inCohort: false }, 'legacy', 'cohort'],
    ['for a pinned key, legacy', { isPinned: true, dial: at(1) }, 'legacy', 'pinned'],
    [
      'by override, also for a pinned key',
      { isPinned: true, override: 'candidate' as const },
      'candidate',
      'override',
    ],
    ['outside the cohort, whether pinned or not', { isPinned: true, inCohort: false }, 'legacy', 'cohort'],
    [
      'once retired, no pin holds',
      { isPinned: true, dial: { ...at(1), stage: 'retired' as const } },
      'candidate',
      'stage',
    ],
    ['without a sticky key, legacy', { stickyKey: undefined }, 'legacy', 'no-sticky-key'],
  ])('%s', (_, more, live, why) => expect(decide(0.5, 'somebody', more)).toEqual({ live, why }));
});

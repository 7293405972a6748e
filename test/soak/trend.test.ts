import { describe, expect, it } from 'vitest';
import { judgeTrend } from './trend.js';

const allowance = { share: 0.15, beside: 10 };
const readings = (of: (second: number) => number): number[] => Array.from({ length: 100 }, (_, i) => of(i));

describe('a trend', () => {
  it('is flat where a figure only rises while it warms up', () => {
    const trend = judgeTrend(
      readings((second) => Math.min(second * 10, 200)),
      allowance,
    );
    expect(trend).toMatchObject({ early: 200, late: 200, isFlat: true });
  });

  it('is flat where a figure swings, and a single reading stands out', () => {
    expect(judgeTrend([...readings((second) => 200 + (second % 7) * 5), 900], allowance).isFlat).toBe(true);
  });

  it('is not flat where a figure goes on rising', () => {
    expect(
      judgeTrend(
        readings((second) => 200 + second),
        allowance,
      ).isFlat,
    ).toBe(false);
  });

  it('can be told of a few readings', () => {
    expect(judgeTrend([1, 2, 3], { share: 0, beside: 0 })).toMatchObject({
      early: 2,
      late: 3,
      isFlat: false,
    });
  });
});

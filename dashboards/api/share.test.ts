import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShare } from './share.js';

describe('shares', () => {
  it.each([
    ['5%', 0.05],
    ['0.1%', 0.001],
    ['0.7%', 0.007],
    ['5 %', 0.05],
    ['100%', 1],
    ['0%', 0],
    [0.05, 0.05],
    [1, 1],
    [0, 0],
    [5, undefined],
    [-0.1, undefined],
    ['101%', undefined],
    ['-5%', undefined],
    ['5', undefined],
    ['0.05', undefined],
    ['%', undefined],
    ['1e1%', undefined],
    ['', undefined],
    [null, undefined],
    [Number.NaN, undefined],
    [true, undefined],
  ])('%j is %j', (given, ratio) => {
    expect(parseShare(given)).toBe(ratio);
  });

  it('a percentage is the ratio nearest to it, never one beside', () => {
    assert(
      property(integer({ min: 0, max: 10_000_000 }), (n) => {
        expect(parseShare(`${Math.floor(n / 100_000)}.${String(n % 100_000).padStart(5, '0')}%`)).toBe(
          n / 10_000_000,
        );
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { alphaOfAttempt } from './attempt.js';
import { cleanPairsLeft } from './formulas/raise.js';

describe('the error that an attempt may make', () => {
  it.each([
    [1, 0.01],
    [2, 0.005],
    [3, 0.01 / 6],
    [4, 0.01 / 12],
    [11, 0.01 / 110],
  ])('attempt %i of α 1 %% has %d', (attempt, alpha) => {
    expect(alphaOfAttempt(0.01, attempt)).toBeCloseTo(alpha, 12);
  });

  it('is at most α again for all further attempts together, however many there are', () => {
    let further = 0;
    for (let attempt = 2; attempt <= 100_000; attempt++) further += alphaOfAttempt(0.01, attempt);
    expect(further).toBeLessThanOrEqual(0.01);
    expect(further).toBeGreaterThan(0.0099);
  });

  it('asks fresh evidence for the 5,229 clean entities of the design, and a further attempt for more', () => {
    const asked = (attempt: number) => cleanPairsLeft(0, 0, 0.001, alphaOfAttempt(0.01, attempt));
    expect(asked(1)).toBe(5_229);
    expect(asked(2)).toBeGreaterThan(5_229);
    expect(asked(3)).toBeGreaterThan(asked(2) ?? 0);
  });
});

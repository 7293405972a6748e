import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, noCounts, provesSomething } from './counts.js';
import { examinable } from './examine.js';
import type { Outcome } from './exploration.js';
import { explorationOf, explorations, seedOf } from './explorations.js';

const match: Outcome = { verdict: 'match' };

describe('an exploration', () => {
  const planted = examinable({
    name: 'planted',
    drawn: fc.array(fc.nat(), { minLength: 3, maxLength: 20 }),
    judge(numbers) {
      if (numbers.length > 3) throw new Error('more than three');
      return match;
    },
    show: (numbers) => JSON.stringify(numbers),
  });
  const results = Array.from({ length: 50 }, (_, number) => planted.examine(seedOf(1, number)));

  it('tells what does not hold, as small as it can be', () => {
    expect(results).toContainEqual({ fault: 'more than three', shown: '[0,0,0,0]' });
    expect(results).toContainEqual(match);
  });

  it('draws the same case of the same seed, whatever came before', () => {
    expect(planted.examine(seedOf(1, 17))).toEqual(results[17]);
    expect(planted.show(seedOf(1, 17))).toBe(planted.show(seedOf(1, 17)));
    expect(planted.show(seedOf(1, 17))).not.toBe(planted.show(seedOf(1, 18)));
  });

  it('tells where an error of the program came from', () => {
    const broken = examinable({
      name: 'broken',
      drawn: fc.nat(),
      judge: () => match.verdict.at(-1)?.repeat(-1) as never,
      show: String,
    });
    expect(broken.examine(1)).toMatchObject({
      fault: expect.stringMatching(/RangeError.*\n +at /),
      shown: '0',
    });
  });
});

describe('a run', () => {
  it('holds in its first hundreds of cases, and meets matches, mismatches and what cannot be read', () => {
    const counts = noCounts();
    const all = explorations();
    for (let number = 0; number < 500; number += 1) {
      const result = explorationOf(all, number).examine(seedOf(5, number));
      expect(result).toHaveProperty('verdict');
      if ('verdict' in result) count(counts, result);
    }
    expect(counts).toMatchObject({ cases: 500 });
    expect(provesSomething(counts)).toBe(true);
  });

  it('that met no match, no mismatch or nothing unreadable proves nothing', () => {
    const some = { ...noCounts(), cases: 300, match: 100, mismatch: 100, unreadable: { undecodable: 100 } };
    expect(provesSomething(some)).toBe(true);
    expect(provesSomething({ ...some, match: 0 })).toBe(false);
    expect(provesSomething({ ...some, mismatch: 2 })).toBe(false);
    expect(provesSomething({ ...some, unreadable: {} })).toBe(false);
    expect(provesSomething({ ...some, unclear: 200 })).toBe(false);
    expect(provesSomething(noCounts())).toBe(false);
  });
});

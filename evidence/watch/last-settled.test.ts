import { describe, expect, it } from 'vitest';
import { LastSettled } from './last-settled.js';

const noted = (results: readonly [string, boolean][]): LastSettled => {
  const last = new LastSettled();
  for (const [hash, bad] of results) last.note(hash, bad);
  return last;
};
const row = (count: number, bad: boolean, from = 0): [string, boolean][] =>
  Array.from({ length: count }, (_, i) => [`${from + i}`, bad]);

describe('a burst of bad entities', () => {
  it.each<[string, [string, boolean][], object | undefined]>([
    ['is ten that were bad', row(10, true), { bad: 10, of: 10 }],
    ['is ten of twenty', [...row(10, true), ...row(10, false, 10)], { bad: 10, of: 20 }],
    ['is not nine', [...row(9, true), ...row(11, false, 9)], undefined],
    ['is not ten of the twenty before', [...row(10, true), ...row(11, false, 10)], undefined],
    ['is not one that was bad ten times', row(10, true).map(([, bad]) => ['one', bad]), undefined],
    ['forgets those that came good again', [...row(10, true), ...row(1, false)], undefined],
  ])('%s', (_, results, burst) => expect(noted(results).burst).toEqual(burst));

  it('is over when the dial is turned', () => {
    const last = noted(row(20, true));
    last.restart();
    expect([last.burst, last.badShare]).toEqual([undefined, 0]);
  });
});

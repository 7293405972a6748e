import { describe, expect, it } from 'vitest';
import { LastSettled } from './last-settled.js';

const noted = (results: readonly [string, boolean][]): LastSettled => {
  const last = new LastSettled();
  for (const [hash, bad] of results) last.note(hash, bad);
  return last;
};
const row = (count: number, bad: boolean, from = 0): [string, boolean][] =>
  Array.from({ length: count }, (_, i) => [`${from + i}`, bad]);

describe('the last distinct entities', () => {
  it.each<[string, [string, boolean][], object]>([
    ['are counted as they come', row(10, true), { bad: 10, of: 10 }],
    ['are twenty', [...row(10, true), ...row(10, false, 10)], { bad: 10, of: 20 }],
    ['are not those before', [...row(10, true), ...row(11, false, 10)], { bad: 9, of: 20 }],
    ['are one, however often it is bad', row(10, true).map(([, bad]) => ['one', bad]), { bad: 1, of: 1 }],
    ['stand with the latest result of each', [...row(10, true), ...row(1, false)], { bad: 9, of: 10 }],
  ])('%s', (_, results, counts) => expect(noted(results).counts).toEqual(counts));

  it('are none when the dial is turned', () => {
    const last = noted(row(20, true));
    last.restart();
    expect(last.counts).toEqual({ bad: 0, of: 0 });
  });
});

import { describe, expect, it } from 'vitest';
import { type Badness, LastSettled, unnamed } from './last-settled.js';

const noted = (results: readonly [string, Badness | null][]): LastSettled => {
  const last = new LastSettled();
  for (const [hash, bad] of results) last.note(hash, bad);
  return last;
};
const row = (count: number, bad: Badness | null, from = 0): [string, Badness | null][] =>
  Array.from({ length: count }, (_, i) => [`${from + i}`, bad]);

describe('the last distinct entities', () => {
  it.each<[string, [string, Badness | null][], object]>([
    ['are counted as they come', row(10, 'failed'), { bad: 10, of: 10 }],
    ['are twenty', [...row(10, 'failed'), ...row(10, null, 10)], { bad: 10, of: 20 }],
    ['are not those before', [...row(10, 'failed'), ...row(11, null, 10)], { bad: 9, of: 20 }],
    ['are one, however often it is bad', row(10, 'failed').map(([, bad]) => ['one', bad]), { bad: 1, of: 1 }],
    ['stand with the latest result of each', [...row(10, 'failed'), ...row(1, null)], { bad: 9, of: 10 }],
  ])('%s', (_, results, counts) => expect(noted(results).counts).toMatchObject(counts));

  it('are none when the dial is turned', () => {
    const last = noted(row(20, 'failed'));
    last.restart();
    expect(last.counts).toEqual({ bad: 0, of: 0, classes: {} });
  });

  it('tell by what they are bad, as soon as that is known', () => {
    const last = noted([
      ...row(3, 'failed'),
      ...row(2, 'semantic', 3),
      ['x', unnamed],
      ['y', unnamed],
      ['z', null],
    ]);
    expect(last.counts.classes).toEqual({ failed: 3, semantic: 2, [unnamed]: 2 });
    last.name('x', 'late');
    last.note('y', null);
    // Known since, and better.
    last.name('y', 'missing');
    last.name('gone', 'missing');
    expect(last.counts).toEqual({ bad: 6, of: 8, classes: { failed: 3, semantic: 2, late: 1 } });
  });
});

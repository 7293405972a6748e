import { describe, expect, it } from 'vitest';
import { Confusion, type Judged, noClass } from './confusion.js';

/** So many of each, of an entity for each verdict. */
function confusionOf(
  ...judged: readonly (readonly [times: number, one: Omit<Judged, 'entity'>])[]
): Confusion {
  return new Confusion(
    judged.flatMap(([times, one]) => Array.from({ length: times }, () => ({ ...one, entity: one.verdict }))),
  );
}

const some = confusionOf(
  [1, { truth: 'volatile', verdict: 'volatile' }],
  [1998, { truth: 'stale', verdict: 'stale' }],
  [2, { truth: 'stale', verdict: 'missing' }],
  [3, { truth: 'missing', verdict: 'missing' }],
  [1, { truth: 'missing', verdict: noClass }],
  [2, { truth: 'missing', verdict: 'stale', arguable: 'written again' }],
  [1, { truth: 'missing', verdict: 'missing', arguable: 'written again' }],
);

describe('a confusion matrix', () => {
  it('counts which truth met which verdict, and the share of each row', () => {
    const { clear } = some;
    expect([clear.count('stale', 'stale'), clear.count('stale', 'semantic')]).toEqual([1998, 0]);
    expect(clear.share('missing', 'missing')).toBe(0.75);
    expect(clear.share('semantic', 'semantic')).toBeUndefined();
    expect([clear.total('stale'), clear.total()]).toEqual([2000, 2005]);
  });

  it('keeps the arguable apart, with the reason', () => {
    expect(some.arguable.count('missing', 'stale')).toBe(2);
    expect(some.reasons.share('written again', 'missing')).toBeCloseTo(1 / 3);
    expect(some.clear.total('missing')).toBe(4);
  });

  it('is told as aligned tables, from bad to harmless, where nothing rounds to all or to none', () => {
    expect(some.tell().split('\n')).toEqual([
      'truth       missing          stale   volatile       none  total  entities',
      'missing   3  75.0 %              ·          ·  1  25.0 %      4         2',
      'stale     2   0.1 %  1,998  99.9 %          ·          ·  2,000         2',
      'volatile          ·              ·  1   100 %          ·      1         1',
      '',
      'arguable    missing      stale  total  entities',
      'missing   1  33.3 %  2  66.7 %      3         2',
      '',
      'because          missing      stale  total  entities',
      'written again  1  33.3 %  2  66.7 %      3         2',
    ]);
  });

  it('has a row for each cause of what is clear, after the classes', () => {
    const byCause = confusionOf(
      [1, { truth: 'stale', cause: 'lag', verdict: 'stale' }],
      [2, { truth: 'missing', cause: 'dropped-order', verdict: 'missing' }],
      [1, { truth: 'missing', cause: 'dropped-order', verdict: 'stale', arguable: 'written again' }],
    );
    expect(byCause.clear.truths()).toEqual(['missing', 'stale', 'missing dropped-order', 'stale lag']);
    expect(byCause.clear.count('missing dropped-order', 'missing')).toBe(2);
  });
});

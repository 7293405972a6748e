import { describe, expect, it } from 'vitest';
import { IgnoredBook, ignoredOnce } from './ignored-book.js';

const field = (pattern: string, rule = 'ignore › $') => ({ pattern, kind: 'value' as const, rule });

describe('what rules silence', () => {
  it('is counted by pattern, kind and rule, most often first', () => {
    const book = new IgnoredBook();
    book.record([field('$.a'), field('$.b')]);
    book.record([field('$.b'), field('$.b', 'ignore › $.b'), { ...field('$.b'), kind: 'absent' }]);
    expect(book.rows()).toEqual([
      { ...field('$.b'), comparisons: 2 },
      { ...field('$.a'), comparisons: 1 },
      { ...field('$.b', 'ignore › $.b'), comparisons: 1 },
      { ...field('$.b'), kind: 'absent', comparisons: 1 },
    ]);
  });

  it('counts once for a comparison, however many places it has', () => {
    expect(ignoredOnce([field('$.l[*]'), field('$.l[*]'), field('$.a')])).toEqual([
      field('$.l[*]'),
      field('$.a'),
    ]);
  });

  it('goes on from what was saved, under what was counted meanwhile', () => {
    const book = new IgnoredBook();
    book.record([field('$.a')]);
    book.resume([{ ...field('$.a'), comparisons: 10 }]);
    expect(book.rows()).toEqual([{ ...field('$.a'), comparisons: 11 }]);
  });

  it('is bounded: what comes late joins the others of its rule', () => {
    const book = new IgnoredBook();
    const many = Array.from({ length: 1_000 }, (_, at) => field(`$.k${at}`));
    for (const one of many) book.record([one]);
    expect(book.rows()).toHaveLength(201);
    expect(book.rows()[0]).toEqual({ ...field('(other)'), comparisons: 800 });
    expect(ignoredOnce(many)).toHaveLength(100);
  });
});

import { describe, expect, it } from 'vitest';
import { type CensusField, otherFields } from '../comparators/census/census.js';
import { CoverageBook, standingOf } from './coverage-book.js';
import { RouteLedger } from './route-ledger.js';
import type { Finding } from './tally.js';
import { plainRule } from './plain-rule.cases.js';

const found = (pattern: string, ...what: ('ignored' | 'equal' | 'differs' | 'absent')[]): CensusField => ({
  pattern,
  ignored: what.includes('ignored'),
  equal: what.includes('equal'),
  differs: what.includes('differs'),
  absent: what.includes('absent'),
});
const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour, 30));
const bookOf = (...censuses: CensusField[][]): CoverageBook => {
  const book = new CoverageBook();
  for (const census of censuses) book.record(census, at(9));
  return book;
};

describe('the coverage of a route', () => {
  it.each<[string, CensusField[][], string]>([
    ['equal once', [[found('$.a', 'differs')], [found('$.a', 'equal')]], 'equal'],
    ['equal at one member of a list', [[found('$.a', 'differs', 'equal')]], 'equal'],
    ['there, but never equal', [[found('$.a', 'differs')], [found('$.a', 'absent')]], 'never-equal'],
    ['never there', [[found('$.a', 'absent')], [found('$.a', 'absent')]], 'never-present'],
    ['ignored', [[found('$.a', 'ignored')]], 'ignored'],
    ['ignored at one place and never equal at others', [[found('$.a', 'ignored', 'differs')]], 'never-equal'],
  ])('tells a field that was %s', (_, censuses, standing) => {
    expect(
      bookOf(...censuses)
        .fields()
        .map(standingOf),
    ).toEqual([standing]);
  });

  it('counts censuses, not places, and tells what is not proven first', () => {
    const book = bookOf(
      [found('$.a', 'equal', 'differs'), found('$.b', 'absent')],
      [found('$.a', 'equal'), found('$.c', 'ignored')],
    );
    expect(book.fields()).toEqual([
      { pattern: '$.b', seen: 1, compared: 1, ignored: 0, equal: 0, differs: 0, absent: 1 },
      { pattern: '$.c', seen: 1, compared: 0, ignored: 1, equal: 0, differs: 0, absent: 0 },
      { pattern: '$.a', seen: 2, compared: 2, ignored: 0, equal: 2, differs: 1, absent: 0 },
    ]);
    expect(book.summary).toEqual({
      censuses: 2,
      fields: 3,
      equal: 1,
      ignored: 1,
      neverEqual: 0,
      neverPresent: 1,
      hours: 1,
    });
  });

  it('knows nothing before the first census, and of an empty body that it has no fields', () => {
    const book = new CoverageBook();
    book.record(undefined, at(3));
    expect(book.covered).toBeNull();
    book.record([], at(3));
    expect(book.covered).toEqual({ equal: 0, ignored: 0, neverEqual: [], neverPresent: [] });
  });

  it('counts comparisons by hour of the day, UTC, with a census or without', () => {
    const book = new CoverageBook();
    book.record([], at(0));
    book.record(undefined, at(23));
    book.record(undefined, at(23));
    expect(book.hours).toEqual([1, ...Array.from({ length: 22 }, () => 0), 2]);
  });

  it('takes what healed for equal, at the place and below it; of what came to be there, not what is in it', () => {
    const book = bookOf([
      found('$.a', 'differs'),
      found('$.ab', 'differs'),
      found('$.o.x', 'differs'),
      found('$.l[*].x', 'absent'),
      found('$.leaf', 'absent'),
    ]);
    book.healed({ pattern: '$.a', kind: 'value' });
    book.healed({ pattern: '$.o', kind: 'type' });
    book.healed({ pattern: '$.l[*]', kind: 'absent' });
    book.healed({ pattern: '$.leaf', kind: 'absent' });
    expect(book.fields().map((field) => `${field.pattern} ${standingOf(field)}`)).toEqual([
      '$.l[*].x never-present',
      '$.ab never-equal',
      '$.a equal',
      '$.o.x equal',
      '$.leaf equal',
    ]);
  });

  it('keeps so many fields apart, and counts the rest as one', () => {
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => found(`$.k${from + i}`, 'equal'));
    const book = bookOf(many(0, 1_999), many(1_000, 1_100), [
      found('$.z', 'absent'),
      found(otherFields, 'equal'),
    ]);
    const fields = book.fields();
    expect(fields).toHaveLength(2_001);
    expect(fields.find(({ pattern }) => pattern === otherFields)).toEqual({
      pattern: otherFields,
      seen: 2,
      compared: 2,
      ignored: 0,
      equal: 2,
      differs: 0,
      absent: 1,
    });
    const again = new CoverageBook();
    again.resume(book.saved);
    expect(again.fields()).toEqual(fields);
  });
});

describe('the ledger', () => {
  const finding = (more: object): Finding => ({ route: 'r', entity: '7', verdict: 'match', ...more });
  const open = (): RouteLedger => new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, () => at(9));

  it('keeps coverage with what it saves, and goes on from there under what came meanwhile', () => {
    const before = open();
    before.record(finding({ census: [found('$.a', 'differs')] }));
    const after = open();
    after.record(finding({ census: [found('$.a', 'equal')] }));
    after.resume(JSON.parse(JSON.stringify(before.takeChange())));
    expect(after.coverage.summary).toEqual({
      censuses: 2,
      fields: 1,
      equal: 1,
      ignored: 0,
      neverEqual: 0,
      neverPresent: 0,
      hours: 1,
    });
    expect(after.coverage.hours[9]).toBe(2);
  });

  it('takes up what an earlier version saved, which knew nothing of coverage', () => {
    const before = open();
    before.record(finding({}));
    const {
      counts: { coverage: _, ...counts },
      ...rest
    } = before.takeChange()!;
    const after = open();
    after.resume({ ...rest, counts });
    expect(after.coverage.covered).toBeNull();
  });

  it('counts a comparison that settles once, and what healed in it as equal', () => {
    const ledger = open();
    const fields = [{ pattern: '$.a', kind: 'value' as const }];
    ledger.record(
      finding({
        verdict: 'settling',
        suspect: 's',
        key: '7',
        fields,
        sample: null,
        census: [found('$.a', 'differs')],
      }),
    );
    expect(ledger.coverage.summary.neverEqual).toBe(1);
    const classed = fields.map((field) => ({ ...field, class: 'stale' as const }));
    ledger.record(
      finding({ verdict: 'settled', suspect: 's', key: '7', class: 'stale', fields: classed, lags: [1] }),
    );
    expect(ledger.coverage.summary).toMatchObject({ censuses: 1, equal: 1, neverEqual: 0 });
    expect(ledger.coverage.hours[9]).toBe(1);
  });
});

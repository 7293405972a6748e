import { expect, it } from 'vitest';
import { field } from '../../dashboards/fake-rows.cases.js';
import { type MismatchClass, noClasses } from '../../evidence/mismatch-class.js';
import type { FieldRow } from '../../evidence/scorecard.js';
import { worstFirst } from './worst-first.js';

const of = (
  pattern: string,
  mismatchClass: MismatchClass,
  mismatched: number,
  more: Partial<FieldRow> = {},
) => field({ pattern, mismatched, classes: { ...noClasses(), [mismatchClass]: mismatched }, ...more });
const patterns = (rows: readonly FieldRow[]): string[] => worstFirst(rows).map(({ pattern }) => pattern);

it('what is bad stands before what is harmless, however often that differs', () => {
  const rows = [of('$.noise', 'volatile', 9_000), of('$.late', 'stale', 700), of('$.total', 'semantic', 2)];
  expect(patterns(rows)).toEqual(['$.total', '$.late', '$.noise']);
});

it('of one class what differs most often comes first', () =>
  expect(patterns([of('$.a', 'missing', 1), of('$.b', 'missing', 5)])).toEqual(['$.b', '$.a']));

it('a class that a pattern was found to be once is enough', () => {
  const both = of('$.both', 'volatile', 5, { classes: { ...noClasses(), volatile: 4, failed: 1 } });
  expect(patterns([of('$.total', 'semantic', 50), both])).toEqual(['$.both', '$.total']);
});

it('what is fixed comes last, and what is not classed yet after all that is', () => {
  const fixed = of('$.fixed', 'failed', 5, { state: 'fixed' });
  const unclassed = field({ pattern: '$.settling', mismatched: 3, classes: noClasses() });
  expect(patterns([fixed, unclassed, of('$.noise', 'volatile', 1)])).toEqual([
    '$.noise',
    '$.settling',
    '$.fixed',
  ]);
});

import { expect, it } from 'vitest';
import type { Figure } from './figure.js';
import { tableOf, withTable } from './table.js';

const rows = (figures: readonly Figure[]): readonly string[] =>
  tableOf([{ story: { name: 'luck', tells: 'how it goes' }, figures }])
    .split('\n')
    .slice(2);

it('tells each figure with its bound, its verdict, and the usual way', () => {
  expect(
    rows([
      {
        what: 'it rises',
        measured: { kind: 'share', hits: 9, runs: 1_200 },
        bound: { most: 0.01 },
        naive: { how: 'Wilson', hits: 600, runs: 1_200 },
      },
      {
        what: 'it falls after',
        measured: { kind: 'amount', values: [7, 5, 6], unit: 's' },
        bound: { most: 5 },
      },
      {
        what: 'it stays',
        measured: { kind: 'amount', values: [Number.POSITIVE_INFINITY], unit: 's' },
        bound: { none: 'none' },
      },
      { what: 'alarms', measured: { kind: 'count', events: 90, years: 0.25 }, bound: { most: 12.17 } },
    ]),
  ).toEqual([
    '| `luck` | it rises | 0.75 % (9 of 1,200) | ≤ 1 % | Wilson: 50 % (600 of 1,200) | holds |',
    '|  | it falls after | 6 s, p90 7 | ≤ 5 |  | holds |',
    '|  | it stays | never | none |  |  |',
    '|  | alarms | 90 in 0.25 years | ≤ 12.2 a year |  | **broken** |',
  ]);
});

it('takes its place on a page, and leaves the rest', () => {
  const page = (table: string): string =>
    `# Dial\n\n<!-- npm run simulate -- --page writes from here -->\n\n${table}\n\n<!-- to here -->\n\nMore.\n`;
  expect(withTable(page('old'), 'new')).toBe(page('new'));
  expect(() => withTable('# Dial', 'new')).toThrow(/no place/);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutInMiddle, hanging, widthOf, wrapped } from './fitted-text.js';
import { type Columns, tableLines } from './table.js';

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;

describe('a text', () => {
  it('is as wide as a terminal shows it', () => {
    expect(['abc', '受注', 'e\u0301', red('ab'), '…'].map(widthOf)).toEqual([3, 4, 1, 2, 1]);
  });

  it('that is cut keeps both of its ends, and its characters whole', () => {
    expect(cutInMiddle('$.orders[*].payment.status', 15)).toBe('$.order….status');
    expect(cutInMiddle('受注明細一覧', 7)).toBe('受…一覧');
    expect(cutInMiddle('e\u0301e\u0301e\u0301e\u0301e\u0301', 3)).toBe('e\u0301…e\u0301');
    expect(cutInMiddle('short', 5)).toBe('short');
  });

  it('that is wrapped breaks at blanks, and within a word only where it must', () => {
    expect(wrapped('not yet proven below 2 %', 10)).toEqual(['not yet', 'proven', 'below 2 %']);
    expect(wrapped('a verylongwordindeed b', 8)).toEqual(['a', 'verylong', 'wordinde', 'ed b']);
    expect(hanging('  dwell  ', 'twelve seconds of a day are over', 32)).toEqual([
      '  dwell  twelve seconds of a day',
      '         are over',
    ]);
  });

  it('is never wider than it may be, whatever it is made of', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (any, width) => {
        expect(widthOf(cutInMiddle(any, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('a table', () => {
  const columns: Columns = [
    { head: 'PATTERN', fit: 'middle' },
    'KIND',
    { head: 'WHY', fit: 'wrap' },
    { head: 'SAMPLE', fit: 'under' },
  ];
  const rows = [
    ['$.orders[*].payment.status', 'value', 'the candidate says OPEN where legacy says FAILED', '3b86-7154'],
    ['$.id', 'type', 'a number', ''],
  ];

  it('is written whole where there is no terminal', () => {
    expect(tableLines(columns, rows, Number.POSITIVE_INFINITY)).toEqual([
      'PATTERN                     KIND   WHY                                               SAMPLE',
      '$.orders[*].payment.status  value  the candidate says OPEN where legacy says FAILED  3b86-7154',
      '$.id                        type   a number',
    ]);
  });

  it('shrinks where it is wider than the terminal, and loses nothing that cannot be guessed', () => {
    const lines = tableLines(columns, rows, 40);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(40);
    expect(lines).toContain('  sample 3b86-7154');
    expect(lines[0]).toMatch(/^PATTERN +KIND +WHY$/);
    expect(lines[1]).toMatch(/^\$\.ord.*….*atus +value +the/);
  });

  it('is aligned by what is seen: wide characters and colours', () => {
    expect(
      tableLines(
        ['A', 'B'],
        [
          ['受注', 'x'],
          [red('ab'), 'y'],
        ],
        80,
      ),
    ).toEqual(['A     B', '受注  x', `${red('ab')}    y`]);
  });

  it('has no line of heads where no column has one', () => {
    expect(tableLines(['', ''], [['a', 'b']], 80)).toEqual(['a  b']);
  });

  it('fits every terminal that can show it', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 80 });
    const table = fc.array(fc.tuple(cell, fc.constantFrom('value', 'absent'), cell, cell), { maxLength: 5 });
    fc.assert(
      fc.property(table, fc.integer({ min: 50, max: 200 }), (any, width) => {
        const widest = Math.max(...tableLines(columns, any, width).map(widthOf));
        expect(widest).toBeLessThanOrEqual(width);
      }),
    );
  });
});

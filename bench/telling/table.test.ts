import { expect, it } from 'vitest';
import { drawTable } from './table.js';

it('the first column is flush left, figures are flush right', () => {
  expect(
    drawTable(
      ['contender', 'req/s'],
      [
        ['direct', '54,321'],
        ['nginx', '9'],
      ],
    ),
  ).toBe(
    [
      'contender   req/s', //
      '─────────  ──────',
      'direct     54,321',
      'nginx           9',
    ].join('\n'),
  );
});

it('a missing cell leaves its place empty', () => {
  expect(drawTable(['a', 'b'], [['x']])).toBe('a  b\n─  ─\nx');
});

import { expect, it } from 'vitest';
import { shownPair } from './shown-pair.js';

it.each<[string, unknown, unknown, number, readonly [string, string]]>([
  ['short values are shown whole', 1, 'a', 20, ['1', '"a"']],
  ['absent ones as a dash', undefined, null, 20, ['—', 'null']],
  ['long ones from their beginning, where they differ there', 'a'.repeat(50), 'b', 10, ['"aaaaaaaa…', '"b"']],
  [
    'and else from shortly before the place where they differ',
    `${'a'.repeat(50)}x${'c'.repeat(50)}`,
    `${'a'.repeat(50)}y${'c'.repeat(50)}`,
    20,
    ['…aaaaaaxcccccccccccc…', '…aaaaaaycccccccccccc…'].map((text) => text.replace(/c…$/, '…')) as unknown as [
      string,
      string,
    ],
  ],
  ['nothing that acts on a terminal', '\u001b', 1, 20, ['"\\u001b"', '1']],
])('%s', (_, legacy, candidate, width, shown) => {
  expect(shownPair(legacy, candidate, width)).toEqual(shown);
});

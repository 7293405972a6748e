import { expect, it } from 'vitest';
import type { Difference } from '../../comparators/difference.js';
import { shownPair, toldSides } from './shown-pair.js';

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

it.each<[string, Difference | undefined, readonly [string, string]]>([
  ['a status that differs', status(404), ['200', '404']],
  ['a candidate that was left alone', status('breaker-open'), ['200', 'not asked (breaker-open)']],
  ['a candidate that gave no answer', status('timeout'), ['200', 'no answer (timeout)']],
  ['a sample that is gone', undefined, ['—', '—']],
])('of a difference: %s', (_, difference, sides) => expect(toldSides(difference, 32)).toEqual(sides));

function status(candidate: unknown): Difference {
  return { path: 'status', pattern: 'status', kind: 'status', legacy: 200, candidate };
}

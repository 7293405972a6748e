import type fc from 'fast-check';
import { anyPair, type Pair } from '../../comparators/reference/documents.cases.js';
import { listPair } from '../../comparators/reference/lists.cases.js';
import { refute } from '../../comparators/reference/refute.cases.js';
import type { Exploration } from './exploration.js';

/** Documents, rules and edits of every kind, held against the reference. */
export const rules: Exploration<Pair> = against('rules', anyPair);

/** The same of lists in lists, where pairing has most to choose. */
export const lists: Exploration<Pair> = against('lists', listPair);

function against(name: string, drawn: fc.Arbitrary<Pair>): Exploration<Pair> {
  return {
    name,
    drawn,
    judge(pair) {
      const { verdict, said } = refute(pair);
      return { verdict, unclear: said === 'unclear' };
    },
    show: ({ legacy, candidate, rules }) =>
      [`legacy    ${legacy}`, `candidate ${candidate.trim()}`, `rules     ${JSON.stringify(rules)}`].join(
        '\n',
      ),
  };
}

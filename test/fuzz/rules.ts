import { anyPair, type Pair } from '../../comparators/documents.cases.js';
import { refute } from '../../comparators/refute.cases.js';
import type { Exploration } from './exploration.js';

/** Documents, rules and edits of every kind, held against the reference. */
export const rules: Exploration<Pair> = {
  name: 'rules',
  drawn: anyPair,
  judge(pair) {
    const { verdict, said } = refute(pair);
    return { verdict, unclear: said === 'unclear' };
  },
  show: ({ legacy, candidate, rules }) =>
    [`legacy    ${legacy}`, `candidate ${candidate.trim()}`, `rules     ${JSON.stringify(rules)}`].join('\n'),
};

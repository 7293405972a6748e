import type { Answer } from '../observation.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { type SuggestTerms, type Suggestions, suggest } from './suggest.js';
import type { KeptAnswers, Known } from './suggestion.js';

const answer = (body: unknown): Answer => ({
  kind: 'answer',
  status: 200,
  headers: [['content-type', 'application/json']],
  body: new TextEncoder().encode(JSON.stringify(body)),
});

/** A pair of JSON answers. */
export const pairOf = (entity: string, legacy: unknown, candidate: unknown): KeptAnswers => ({
  entity,
  legacy: answer(legacy),
  candidate: answer(candidate),
});

/** So many pairs, each of an entity of its own. */
export const pairsOf = (
  count: number,
  make: (at: number) => readonly [legacy: unknown, candidate: unknown],
): readonly KeptAnswers[] => Array.from({ length: count }, (_, at) => pairOf(`e${at}`, ...make(at)));

/** Nothing settled yet. */
export const unknown: Known = {
  classes: { semantic: 0, missing: 0, stale: 0 },
  settled: 0,
  entities: { compared: 0, differing: 0, settled: 0, volatile: 0 },
};

/** All entities volatile. */
export const volatile = (entities = 40): Known => ({
  ...unknown,
  settled: entities,
  entities: { compared: entities, differing: entities, settled: entities, volatile: entities },
});

/** However busy the machine is, no comparison takes too long. */
export const still = (): number => 0;

/** Runs a generator to its end. */
export function finish<T>(generator: Generator<void, T>): T {
  for (;;) {
    const { done, value } = generator.next();
    if (done) return value;
  }
}

/** What pairs support. */
export const suggestFor = (
  pairs: readonly KeptAnswers[],
  present: CompareRules = {},
  terms: Partial<SuggestTerms> = {},
): Suggestions =>
  finish(
    suggest({
      present,
      pairs,
      stood: () => true,
      known: () => unknown,
      isTellable: () => true,
      clock: still,
      hasTime: () => true,
      ...terms,
    }),
  );

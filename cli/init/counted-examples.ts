import type { KeptAnswers } from '../../comparators/suggest/suggestion.js';
import type { Side } from '../../evidence/tally.js';
import type { ReadExample, ReadOnce } from './read-sides.js';

/** An example that both sides answered with 2xx each time: the answers of each round. */
export type CountedExample = readonly KeptAnswers[];

/** Examples that say nothing of whether the sides agree, since one of them gave no answer or one that is no success. */
export interface NotCounted {
  /** What they answered in how many examples: `legacy 401, candidate 401`. */
  readonly examples: ReadonlyMap<string, number>;
  /** Statuses beside 2xx that were answered. */
  readonly statuses: ReadonlySet<number>;
}

/** Parts examples into those by which agreement is judged, and the others: errors that agree are no agreement. */
export function countedExamples(read: readonly ReadExample[]): {
  readonly counted: readonly CountedExample[];
  readonly others: NotCounted;
} {
  const counted: CountedExample[] = [];
  const examples = new Map<string, number>();
  const statuses = new Set<number>();
  for (const one of read) {
    const answered = one.rounds.flatMap(
      ({ legacy, candidate }): CountedExample =>
        isSuccess(legacy) && isSuccess(candidate)
          ? [{ entity: one.example.entity, legacy: legacy.answer, candidate: candidate.answer }]
          : [],
    );
    if (answered.length > 0 && answered.length === one.rounds.length) {
      counted.push(answered);
      continue;
    }
    const what = `legacy ${answersOf(one, 'legacy')}, candidate ${answersOf(one, 'candidate')}`;
    examples.set(what, (examples.get(what) ?? 0) + 1);
    for (const once of one.rounds.flatMap(({ legacy, candidate }) => [legacy, candidate]))
      if (once.kind === 'answer' && !isStatusOfSuccess(once.answer.status)) statuses.add(once.answer.status);
  }
  return { counted, others: { examples, statuses } };
}

const isSuccess = (once: ReadOnce): once is ReadOnce & { readonly kind: 'answer' } =>
  once.kind === 'answer' && isStatusOfSuccess(once.answer.status);

const isStatusOfSuccess = (status: number): boolean => status >= 200 && status < 300;

/** `401`, or `200 then 500`. */
const answersOf = ({ rounds }: ReadExample, side: Side): string => {
  const all = rounds.map(({ [side]: once }) => (once.kind === 'answer' ? once.answer.status : 'no answer'));
  return [...new Set(all)].join(' then ');
};

/** Each with how many it was: `legacy 401, candidate 401 in 6 of 6 examples`. */
export const notCountedLines = ({ examples }: NotCounted, all: number): readonly string[] =>
  [...examples].map(([what, count]) => `${what} in ${count} of ${all} examples`);

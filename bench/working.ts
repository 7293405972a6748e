import { names } from './contenders/all.js';
import { differing } from './contenders/evidence.js';
import type { Standing, TrialResult } from './trial.js';

/** What did not work, in sentences: figures of what failed say nothing. None when all did. */
export function whatFailed(results: readonly TrialResult[]): readonly string[] {
  return results.flatMap(({ name, standings }) =>
    standings.flatMap((standing) =>
      failuresOf(standing).map((failure) => `${name}, ${standing.contender}: ${failure}`),
    ),
  );
}

/** Whose comparisons must find differences, and whose none; the others are of candidates that do not answer. */
const mustDiffer: ReadonlyMap<string, boolean> = new Map([
  [names.equal, false],
  [names.reordered, false],
  [names.differing, true],
]);

function failuresOf({ contender, rounds }: Standing): readonly string[] {
  const failures: string[] = [];
  const sum = (of: (round: Standing['rounds'][number]) => number): number =>
    rounds.reduce((total, round) => total + of(round), 0);
  const errors = sum(({ measured }) => measured.errors);
  if (sum(({ measured }) => measured.requests) === 0) failures.push('no request was answered');
  if (errors > 0) failures.push(`${errors} requests failed`);
  const differs = mustDiffer.get(contender);
  if (differs === undefined) return failures;
  const mismatched = sum(({ evidence }) => (evidence ? differing(evidence) : 0));
  if (sum(({ evidence }) => evidence?.compared ?? 0) === 0) failures.push('nothing was compared');
  else if (differs && mismatched === 0) failures.push('no difference was found, and there are some');
  if (!differs && mismatched > 0) failures.push(`${mismatched} mismatches were told, and there is none`);
  return failures;
}

import { headerValues, type Answer } from '../../comparators/observation.js';
import type { Side } from '../../evidence/tally.js';
import type { ReadExample, ReadOnce } from './read-sides.js';

/** What the reads of one side showed. */
export interface SideFinding {
  readonly reads: number;
  /** By status, content type and how often; failures by why. */
  readonly answers: ReadonlyMap<string, number>;
  readonly failures: ReadonlyMap<string, number>;
  /** Milliseconds; undefined where it never answered. */
  readonly p50: number | undefined;
  /** Headers by which it seems to tell its version, with what they said. */
  readonly versions: readonly (readonly [name: string, value: string])[];
}

/** What the reads of a side showed, whatever it answered. */
export function sideFinding(read: readonly ReadExample[], side: Side): SideFinding {
  const all: readonly ReadOnce[] = read.flatMap(({ rounds }) => rounds.map((round) => round[side]));
  const answered = all.filter((one) => one.kind === 'answer');
  const times = answered.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  return {
    reads: all.length,
    answers: countsOf(
      answered.map(({ answer }) =>
        `${answer.status} ${headerValues(answer.headers, 'content-type')[0] ?? ''}`.trim(),
      ),
    ),
    failures: countsOf(all.flatMap((one) => (one.kind === 'failure' ? [one.why] : []))),
    p50: times[Math.floor(times.length / 2)],
    versions: versionsOf(answered.map(({ answer }) => answer)),
  };
}

/** Headers that are named like a version, and said the same in every answer. */
function versionsOf(answers: readonly Answer[]): SideFinding['versions'] {
  const [first] = answers;
  if (first === undefined) return [];
  return first.headers.filter(
    ([name, value]) =>
      /(?:^|-)(?:version|release|revision|build|commit|sha)$/i.test(name) &&
      value.length <= 64 &&
      answers.every(({ headers }) => headerValues(headers, name).join() === value),
  );
}

/** How often each text is there, in the order in which they came. */
export function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

import { compareObservations } from '../compare.js';
import type { ReadTrees } from '../compare-read.js';
import type { Difference } from '../difference.js';
import type { Limits } from '../limits.js';
import type { CompiledRules } from '../rules/compile-rules.js';
import { type KeptAnswers, nameOf } from './suggestion.js';

/** What one comparison of a kept pair shows, by the names of its fields. */
export interface Look {
  readonly pair: KeptAnswers;
  readonly shows: ReadonlyMap<string, readonly Difference[]>;
  /** How many differences there are in all. */
  readonly differences: number;
}

/** While others wait a pair may be so large; it takes no longer than one that comes in. */
export const lookLimits: Partial<Limits> = { decodedBytes: 1024 * 1024, keys: 50_000 };

/** Compares a kept pair; undefined where it cannot be read, or takes too long. */
export function lookAt(
  pair: KeptAnswers,
  rules: CompiledRules,
  clock: Limits['clock'],
  onRead?: (read: ReadTrees) => void,
): Look | undefined {
  const comparison = compareObservations(
    pair.legacy,
    pair.candidate,
    rules,
    { ...lookLimits, clock },
    onRead,
  );
  if (comparison.verdict === 'unreadable') return undefined;
  const { differences } = comparison;
  const shows = new Map<string, Difference[]>();
  for (const difference of differences) {
    const name = nameOf(difference);
    const others = shows.get(name);
    if (others) others.push(difference);
    else shows.set(name, [difference]);
  }
  return { pair, shows, differences: differences.length };
}

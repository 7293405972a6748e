import { compareObservations } from '../../comparators/compare.js';
import type { ReadTrees } from '../../comparators/compare-read.js';
import type { Difference } from '../../comparators/difference.js';
import type { Limits } from '../../comparators/limits.js';
import type { Answer } from '../../comparators/observation.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { lookLimits } from '../../comparators/suggest/look.js';
import { toldPattern } from './told-pattern.js';

/** Two answers that were compared. */
export interface ComparedOnce {
  readonly differences: readonly Difference[];
  /** What both were read as, the first as legacy; undefined where a body has no places: none, bytes, two formats. */
  readonly trees: ReadTrees['trees'] | undefined;
  /** The pattern of a place in a difference of theirs, as it may be told: see {@link toldPattern}. */
  readonly tell: (pattern: string) => string;
}

/** Compares two answers, of two sides or of one; undefined where they cannot be compared. */
export function compareOnce(
  first: Answer,
  second: Answer,
  rules: CompareRules,
  clock: Limits['clock'],
): ComparedOnce | undefined {
  const limits = { ...lookLimits, clock };
  let trees: ReadTrees['trees'] | undefined;
  const comparison = compareObservations(first, second, compileRules(rules), limits, (read) => {
    trees = read.trees;
  });
  if (comparison.verdict === 'unreadable') return undefined;
  // Elements and attributes of XML are named by whoever wrote the service.
  const tell = trees?.textKey === undefined ? toldPattern : (pattern: string): string => pattern;
  return { differences: comparison.differences, trees, tell };
}

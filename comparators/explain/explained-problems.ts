import { type RuleProblem, ruleProblems } from '../rules/compile-rules.js';
import { mostMultiplying, multipliers, tooManyCombinations } from '../rules/reachable-states.js';
import type { CompareRules } from '../rules/rules-schema.js';

/**
 * Every problem of the rules that the schema cannot see. Of selectors that lead to too many combinations
 * it names those that have most to do with it, at the section that has most of them.
 */
export function explainedProblems(rules: CompareRules): readonly RuleProblem[] {
  return ruleProblems(rules).map((problem) =>
    problem.message === tooManyCombinations ? tooManyOf(rules) : problem,
  );
}

function tooManyOf({ ignore = [], renames = {}, ...rules }: CompareRules): RuleProblem {
  const sections: Readonly<Record<string, readonly string[]>> = {
    ignore,
    lists: Object.keys(rules.lists ?? {}),
    numbers: Object.keys(rules.numbers ?? {}),
    times: Object.keys(rules.times ?? {}),
    values: Object.keys(rules.values ?? {}),
    renames: Object.entries(renames).flat(),
  };
  const weight = (texts: readonly string[]): number =>
    texts.reduce((sum, text) => sum + multipliers(text), 0);
  const [most] = Object.entries(sections).toSorted(([, a], [, b]) => weight(b) - weight(a));
  const message = tooManyCombinations + mostMultiplying(Object.values(sections).flat());
  return { where: most === undefined ? [] : [most[0]], message };
}

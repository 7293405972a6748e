import { describe, expect, it } from 'vitest';
import { compileRules, placedRules, ruleProblems } from './compile-rules.js';
import { reachableStates, tooManyCombinations } from './reachable-states.js';
import { redactionProblem } from '../redact.js';
import type { CompareRules } from './rules-schema.js';

const many = (count: number, write: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => write(at));
const numbers = (selectors: readonly string[]): CompareRules => ({
  numbers: Object.fromEntries(selectors.map((selector) => [selector, { absolute: 1 }])),
});
const reached = (rules: CompareRules): readonly (readonly [string, string | undefined])[] =>
  (
    reachableStates(
      compileRules(rules).root,
      placedRules(rules).map(({ selector }) => selector),
      ({ ignore }) => ignore !== undefined,
    ) ?? []
  ).flatMap(({ state: { here }, silencedBy }) => {
    const rule = here.number ?? here.ignore;
    return rule ? [[rule.rule, silencedBy?.ignore?.rule] as const] : [];
  });

describe('the states that paths lead to', () => {
  it('are found once each, with the rule that silences them where no path goes around it', () => {
    expect(reached({ ...numbers(['$..x', '$.a.b', '$.a.x']), ignore: ['$.a'] })).toEqual([
      ['ignore › $.a', undefined],
      ['numbers › $..x › absolute: 1', undefined],
      ['numbers › $.a.b › absolute: 1', 'ignore › $.a'],
      ['numbers › $.a.x › absolute: 1', 'ignore › $.a'],
    ]);
  });

  it.each([
    ['twenty nested descents', many(20, (at) => `$..a${at}..b${at}`)],
    ['stars and names at every level', many(20, (at) => `$${'[*]'.repeat(at)}.a${'[*]'.repeat(20 - at)}`)],
    ['two thousand descents', many(2_000, (at) => `$..a${at}`)],
  ])('are too many for %s: rules and redaction are refused', (_, selectors) => {
    expect(ruleProblems(numbers(selectors))).toEqual([{ where: [], message: tooManyCombinations }]);
    expect(redactionProblem(selectors)).toContain(`${tooManyCombinations}: ${selectors[0]}, `);
    const renames = Object.fromEntries(selectors.map((selector) => [`${selector}.z`, selector]));
    expect(ruleProblems({ renames })).toEqual([{ where: [], message: tooManyCombinations }]);
  });

  it.each([
    ['ten thousand plain places', many(10_000, (at) => `$.a${at}.b.c`)],
    ['one very deep place', [`$${'.a'.repeat(20_000)}`]],
    ['three hundred descents', many(300, (at) => `$..a${at}`)],
    ['nine nested descents', many(9, (at) => `$..a${at}..b${at}`)],
  ])('are few enough for %s', (_, selectors) => {
    expect(ruleProblems(numbers(selectors))).toEqual([]);
    expect(redactionProblem(selectors)).toBeUndefined();
    const renames = Object.fromEntries(selectors.map((selector) => [`${selector}.z`, selector]));
    expect(ruleProblems({ renames })).toEqual([]);
  });

  it('are counted below silenced places as well: documents lead there too', () => {
    const rules = numbers(many(20, (at) => `$.a..a${at}..b${at}`));
    expect(ruleProblems({ ...rules, ignore: ['$.a'] })).toEqual([
      { where: [], message: tooManyCombinations },
    ]);
    expect(redactionProblem(['$..a'], { '$.x': '$.y' })).toBeUndefined();
  });
});

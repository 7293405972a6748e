import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RuleError, compileRules, parseDuration, ruleProblems } from './compile-rules.js';
import { compilePaths } from './path-states.js';
import { compareSchema } from './rules-schema.js';
import { SelectorError, parseSelector } from './selector.js';

describe('a selector', () => {
  it.each([
    ['$', []],
    ['$.a.b_1', ['name', 'name']],
    ["$['a.b'][\"c'd\"][ 'e' ]", ['name', 'name', 'name']],
    ['$.l[*][0]', ['name', 'any', 'index']],
    ["$..a..['b c']", ['below', 'below']],
    ['$.größe', ['name']],
  ])('%s is read', (text, kinds) => {
    expect(parseSelector(text).steps.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('keeps what is quoted to the letter', () => {
    expect(parseSelector("$['it\\'s \\u00e9\\n']").steps).toEqual([{ kind: 'name', name: "it's é\n" }]);
  });

  it.each([
    ['', 0],
    ['a', 0],
    ['$a', 1],
    ['$.', 2],
    ['$.*', 2],
    ['$..*', 3],
    ['$..[*]', 3],
    ['$..[0]', 3],
    ['$.a-b', 3],
    ['$.1', 2],
    ['$[1:2]', 3],
    ['$[0,1]', 3],
    ['$[-1]', 2],
    ['$[01]', 3],
    ['$[?(@.a)]', 2],
    ["$['a", 4],
    ["$['a'", 5],
    ['$.a ', 3],
    ['$...a', 3],
    ["$['\\x']", 3],
  ])('%j is refused at %i, with a way out', (text, position) => {
    expect(() => parseSelector(text)).toThrow(SelectorError);
    try {
      parseSelector(text);
    } catch (error) {
      expect((error as SelectorError).position).toBe(position);
      expect((error as SelectorError).message).toMatch(/\w+ .*\(at position/);
    }
  });
});

describe('rules', () => {
  it('tell every problem at once, each with its place', () => {
    const problems = ruleProblems({
      ignore: ['$.ok', 'bad'],
      lists: { '$.a[': 'unordered' },
      numbers: { '$.n': { absolute: 1 }, "$['n']": { absolute: 2 } },
      values: { '$.v': { A: 2 ** 53 + 2 } },
      renames: { '$.a[*]': '$.b', $: '$.c', '$.a[50000000]': '$.d' },
    });
    expect(problems.map(({ where }) => where.join('/'))).toEqual([
      'ignore/1',
      'lists/$.a[',
      "numbers/$['n']",
      'values/$.v',
      'renames/$.a[*]',
      'renames/$',
      'renames/$.a[50000000]',
    ]);
  });

  it('do not compile with a problem', () => {
    expect(() => compileRules({ ignore: ['x'] })).toThrow(
      expect.objectContaining<Partial<RuleError>>({ name: 'RuleError', where: ['ignore', 0] }),
    );
  });

  it('refuse unknown keys and kinds', () => {
    for (const wrong of [
      { ignored: [] },
      { lists: { '$.a': 'sorted' } },
      { numbers: { '$.a': { absolute: 1, relative: 1 } } },
      { times: { '$.a': { within: '2 seconds' } } },
      { equate: ['null-empty'] },
    ]) {
      expect(compareSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it('have a JSON Schema', () => {
    expect(z.toJSONSchema(compareSchema, { io: 'input' })).toMatchObject({
      properties: { ignore: { description: expect.any(String) } },
      additionalProperties: false,
    });
  });

  it('read durations exactly', () => {
    expect(parseDuration('250ms')).toEqual(parseDuration('0.25s'));
    expect(parseDuration('90m')).toEqual(parseDuration('1.5h'));
    expect(parseDuration('5d')).toBeUndefined();
  });
});

describe('path states', () => {
  const marks = (selectors: readonly string[], path: string): readonly string[] => {
    let state = compilePaths(
      selectors.map((mark) => ({ selector: parseSelector(mark), mark })),
      (marks) => marks,
    );
    for (const step of parseSelector(path).steps) {
      if (step.kind === 'name') state = state.member(step.name);
      if (step.kind === 'index') state = state.item(step.index);
    }
    return state.here;
  };

  it('hold what is placed there, the most specific last', () => {
    const rules = ['$.a[*].b', '$..b', '$.a[0].b', '$[*][*].b', '$.a[0].c', '$..a'];
    expect(marks(rules, '$.a[0].b')).toEqual(['$..b', '$[*][*].b', '$.a[*].b', '$.a[0].b']);
    expect(marks(rules, '$.a[1].b')).toEqual(['$..b', '$[*][*].b', '$.a[*].b']);
    expect(marks(rules, '$.x.y.z.b')).toEqual(['$..b']);
    expect(marks(rules, '$.a')).toEqual(['$..a']);
    expect(marks(rules, '$')).toEqual([]);
  });

  it('take positions and names for what they are', () => {
    expect(marks(['$[0]', "$['0']"], '$[0]')).toEqual(['$[0]']);
    expect(marks(['$[0]', "$['0']"], "$['0']")).toEqual(["$['0']"]);
  });
});

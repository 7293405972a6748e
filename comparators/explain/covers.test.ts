import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, meeting } from './covers.js';
import { compilePaths } from '../rules/path-states.js';
import { type PathStep, writeSelector } from '../pattern.js';
import { type SelectorStep, parseSelector } from '../rules/selector.js';

const steps = (text: string): readonly SelectorStep[] => parseSelector(text).steps;

describe('a selector covers another', () => {
  it.each([
    ['$.a.b', '$.a.b'],
    ['$[*].b', '$.a.b'],
    ['$[*][*]', '$[3].a'],
    ['$..b', '$.a.b'],
    ['$..b', '$..a..b'],
    ['$..a..b', '$.a[*].c.a.b'],
    ['$..a[*]', '$.x.a[0]'],
    ['$', '$'],
  ])('when it selects all that the other does: %s covers %s', (general, special) => {
    expect(covers(steps(general), steps(special))).toBe(true);
  });

  it.each([
    ['$.a.b', '$[*].b'],
    ['$.a', '$.a.b'],
    ['$.a.b', '$.a'],
    ['$[*]', '$..a'],
    ['$.b', '$..b'],
    ['$[0]', "$['0']"],
    ['$..a..b', '$..b'],
    ['$..a', '$[*]'],
    ['$..a', '$'],
  ])('and not when it does not: %s, %s', (general, special) => {
    expect(covers(steps(general), steps(special))).toBe(false);
  });

  const name = fc.constantFrom('a', 'b');
  const step = fc.oneof(
    name.map((name): SelectorStep => ({ kind: 'name', name })),
    name.map((name): SelectorStep => ({ kind: 'below', name })),
    fc.constant<SelectorStep>({ kind: 'index', index: 0 }),
    fc.constant<SelectorStep>({ kind: 'any' }),
  );
  const selector = fc.array(step, { maxLength: 4 });
  const path = fc.array(fc.oneof(name, fc.constantFrom(0, 1)), { maxLength: 5 });
  const selects = (selector: readonly SelectorStep[], path: readonly PathStep[]): boolean => {
    const placed = [{ selector: { text: '', steps: selector }, mark: true }];
    let state = compilePaths(placed, (marks) => marks.length > 0);
    for (const one of path) state = typeof one === 'number' ? state.item(one) : state.member(one);
    return state.here;
  };

  it('only then: no path is selected by the other alone', () => {
    fc.assert(
      fc.property(selector, selector, path, (general, special, path) => {
        fc.pre(covers(general, special));
        return !selects(special, path) || selects(general, path);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['$[*].b.x', '$.a[*].x', '$.a.b.x'],
    ['$..x', "$['a b'].x", "$['a b'].x"],
    ['$..total', '$.scores[*]', '$.scores.total'],
    ['$..a[*].b', '$[*].c[*]', '$.a.c.b'],
    ['$[*]..y', "$..x..['b c'][2]..y", "$..x..['b c'][2]..y"],
  ])('%s and %s meet at %s', (general, special, at) => {
    expect(writeSelector(meeting(steps(general), steps(special)))).toBe(at);
  });
});

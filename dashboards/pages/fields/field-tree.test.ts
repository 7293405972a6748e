import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noClasses } from '../../../evidence/mismatch-class.js';
import { field } from '../../fake-rows.cases.js';
import { fieldFilter, shownOf } from './field-filter.js';
import { type FieldNode, fieldTree } from './field-tree.js';

const at = (pattern: string, mismatched = 1, state: 'new' | 'known' | 'reopened' = 'known') =>
  field({ pattern, mismatched, state, classes: { ...noClasses(), semantic: mismatched } });

/** The tree as text, a line for each node. */
const drawn = (nodes: readonly FieldNode[], depth = 0): string[] =>
  nodes.flatMap(({ label, children, classes }) => [
    `${'  '.repeat(depth)}${label} ${classes.semantic}`,
    ...drawn(children, depth + 1),
  ]);

describe('the tree of what differs', () => {
  it('has a node where patterns part, which counts all below it', () =>
    expect(
      drawn(
        fieldTree([
          at('$.orders[*].total', 3),
          at('$.orders[*].payment.status', 2),
          at('$.orders[*].payment.at'),
        ]),
      ),
    ).toEqual(['$.orders[*] 6', '  .total 3', '  .payment 3', '    .status 2', '    .at 1']));

  it('has one node for a way on which nothing parts', () =>
    expect(drawn(fieldTree([at('$.a.b.c')]))).toEqual(['$.a.b.c 1']));

  it('keeps what differs at a place itself above what differs below it', () =>
    expect(drawn(fieldTree([at('$.orders'), at('$.orders[*]'), at('$.orders[*].total')]))).toEqual([
      '$ 3',
      '  .orders 1',
      '  .orders[*] 2',
      '    .total 1',
    ]));

  it('shows a branch with something new before one that differs more', () =>
    expect(drawn(fieldTree([at('$.often', 900), at('$.rare.one', 1, 'new'), at('$.rare.two', 5)]))).toEqual([
      '$ 906',
      '  .rare 6',
      '    .one 1',
      '    .two 5',
      '  .often 900',
    ]));

  it('takes names that are no identifiers, and places outside of a body, as they are', () =>
    expect(drawn(fieldTree([at("$['a.b'][*]['it\\'s']", 2), at('header:vary')]))).toEqual([
      "$['a.b'][*]['it\\'s'] 2",
      'header:vary 1',
    ]));

  it('loses nothing and counts nothing twice', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.array(fc.constantFrom('.a', '.b', '[*]', "['x y']", '.c[*]'), { maxLength: 5 }), {
          selector: (steps) => steps.join(''),
        }),
        (patterns) => {
          const rows = patterns.map((steps) => at(`$${steps.join('')}`));
          const tree = fieldTree(rows);
          const all = (nodes: readonly FieldNode[]): string[] =>
            nodes.flatMap((node) => [...node.rows.map(({ pattern }) => pattern), ...all(node.children)]);
          expect(all(tree).toSorted()).toEqual(rows.map(({ pattern }) => pattern).toSorted());
          expect(tree.reduce((sum, { classes }) => sum + classes.semantic, 0)).toBe(rows.length);
        },
      ),
    ));
});

describe('the filter of what differs', () => {
  const row = at('$.orders[*].total', 3, 'new');
  it.each([
    [{}, true],
    [{ class: 'semantic' }, true],
    [{ class: 'stale' }, false],
    [{ state: 'new', pattern: 'ORDERS[*]' }, true],
    [{ state: 'known' }, false],
    [{ pattern: 'loyalty' }, false],
    [{ class: '', state: '', pattern: ' ' }, true],
    [{ class: 'nonsense' }, true],
  ])('%j: %s', (asked, is) =>
    expect(shownOf([row], fieldFilter.parse(asked)).shown).toEqual(is ? [row] : []),
  );

  const many = Array.from({ length: 400 }, (_, i) => at(`$.f${i}`, 900 - i));
  const fresh = at('$.fresh', 1, 'new');

  it('cuts what is too much only after it has chosen, and what is new last', () => {
    const { shown, asked } = shownOf([...many, fresh], {});
    expect([shown.length, asked, shown[0], shown[1]]).toEqual([200, 401, fresh, many[0]]);
    expect(shownOf([...many, fresh], { pattern: 'f399' })).toEqual({ shown: [many[399]], asked: 1 });
  });
});

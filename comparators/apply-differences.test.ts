import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDifferences } from './apply-differences.js';
import { compareTexts } from './compare-documents.js';
import { compileRules } from './rules/compile-rules.js';
import type { Comparison, Difference } from './difference.js';
import type { CompareRules } from './rules/rules-schema.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const compare = (legacy: unknown, candidate: unknown, rules: CompareRules = {}): Comparison =>
  compareTexts(Buffer.from(text(legacy)), Buffer.from(text(candidate)), undefined, compileRules(rules));
const differencesOf = (comparison: Comparison): readonly Difference[] => {
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  return comparison.differences;
};

describe('differences applied to the document of legacy', () => {
  it('make the document of the candidate: nothing that differs goes untold', () => {
    const tree = fc.jsonValue({ maxDepth: 4, noUnicodeString: false }).map((value) => ({ value }));
    fc.assert(
      fc.property(tree, tree, (legacy, candidate) => {
        const { value } = applyDifferences(legacy, differencesOf(compare(legacy, candidate)));
        const left = differencesOf(compare(value, candidate));
        expect(left.filter(({ kind }) => kind !== 'order')).toEqual([]);
      }),
    );
  });

  it.each<[string, unknown, unknown, CompareRules, unknown]>([
    [
      'leave out what rules forgive',
      { a: 1, t: 1, x: 1 },
      { a: 2, t: 2, x: 3 },
      { ignore: ['$.t'] },
      { a: 2, t: 1, x: 3 },
    ],
    [
      'keep the order of legacy',
      [{ id: 1, v: 1 }, { id: 2 }, { id: 3 }],
      [{ id: 4 }, { id: 3 }, { id: 1, v: 2 }],
      { lists: { $: { by: 'id' } } },
      [{ id: 4 }, { id: 1, v: 2 }, { id: 3 }],
    ],
    ['keep the shape of legacy', { a: { b: 1 } }, { c: 2 }, { renames: { '$.a.b': '$.c' } }, { a: { b: 2 } }],
    ['replace the whole', { a: 1 }, [1], {}, [1]],
    [
      'know the strange keys',
      { a: 1 },
      JSON.parse('{"a":1,"__proto__":{"b":1}}'),
      {},
      JSON.parse('{"a":1,"__proto__":{"b":1}}'),
    ],
  ])('%s', (_, legacy, candidate, rules, value) => {
    expect(applyDifferences(legacy, differencesOf(compare(legacy, candidate, rules))).value).toEqual(value);
  });

  it('find the places of XML, whether or not legacy alone shows what they are', () => {
    const legacy = { r: { i: '1', t: '5', e: { x: '1', '#text': 'a' } } };
    const found = differencesOf(
      compare('<r><i>1</i><t>5</t><e x="1">a</e></r>', '<r><i>1</i><i>2</i><t k="v">6</t><e x="2">b</e></r>'),
    );
    expect(applyDifferences(legacy, found).value).toEqual({
      r: { i: ['1', '2'], t: { k: 'v', '#text': '6' }, e: { x: '2', '#text': 'b' } },
    });
  });

  it('go into what redaction hid, and hold there no more than what they tell', () => {
    const mark = (at: number): string => `[redacted 00000${at}]`;
    const differences: Difference[] = [
      { path: '$.s[7].a', pattern: '$.s[*].a', kind: 'value', legacy: mark(1), candidate: mark(2) },
      { path: '$.s[3]', pattern: '$.s[*]', kind: 'absent', legacy: mark(3) },
      { path: '$.s[2]', pattern: '$.s[*]', kind: 'extra', candidate: mark(4) },
    ];
    const { legacy, value, places } = applyDifferences({ n: 1, s: mark(0) }, differences);
    expect(legacy).toEqual({ n: 1, s: [mark(3), { a: mark(1) }] });
    expect(value).toEqual({ n: 1, s: [{ a: mark(2) }, mark(4)] });
    expect(places((value as { s: unknown[] }).s)).toEqual([
      { side: 'legacy', at: 7 },
      { side: 'candidate', at: 2 },
    ]);
  });

  it('take a member called #text for the text of an element only where it is one', () => {
    const [legacy, candidate] = [{ a: { '#text': 'x', k: 'v' } }, { a: 'y' }];
    expect(applyDifferences(legacy, differencesOf(compare(legacy, candidate))).value).toEqual(candidate);
    const moved = { renames: { '$.a.b': '$.c' } };
    const found = differencesOf(compare({ a: 'x', n: 1 }, { a: 'x', n: 2, c: 3 }, moved));
    expect(applyDifferences({ a: 'x', n: 1 }, found).value).toEqual({ a: 'x', n: 2 });
  });

  it('pass over what a cut document does not have', () => {
    const differences: Difference[] = [
      { path: '$.a.b.c', pattern: '$.a.b.c', kind: 'value', candidate: 1 },
      { path: '$.l[999999999][0]', pattern: '$.l[*][*]', kind: 'value', candidate: 1 },
      { path: '$.l[999999999]', pattern: '$.l[*]', kind: 'value', candidate: 1 },
      { path: '$.<b>', pattern: '$.<b>', kind: 'value', candidate: 1 },
      { path: 'status', pattern: 'status', kind: 'status', legacy: 200, candidate: 201 },
    ];
    expect(applyDifferences({ a: 1, l: [1] }, differences).value).toEqual({ a: 1, l: [1] });
  });
});

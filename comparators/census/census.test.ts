import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnreadable, type Looked, lookAt, lookAtEqual } from '../classes/look.js';
import { compareObservations } from '../compare.js';
import type { ReadTrees } from '../compare-read.js';
import type { Answer } from '../observation.js';
import { anyPair, readPair } from '../reference/documents.cases.js';
import { workLimits } from '../reference/refute.cases.js';
import { compileRules } from '../rules/compile-rules.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { referenceCensus } from './census.cases.js';
import { type CensusField, otherFields } from './census.js';
import { censusOf } from './census-of-answers.js';

const answer = (body: string | Uint8Array, type = 'application/json', status = 200): Answer => ({
  kind: 'answer',
  status,
  headers: [['content-type', type]],
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
});
function look(legacy: Answer, candidate: Answer, rules: CompareRules = {}): Looked {
  let read: ReadTrees | undefined;
  const comparison = compareObservations(legacy, candidate, compileRules(rules), workLimits(), (told) => {
    read = told;
  });
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  return { comparison, read, statuses: { legacy: legacy.status, candidate: candidate.status } };
}
/** Of answers with the same bytes, of which only legacy's came. */
function censusOfEqual(legacy: Answer, rules: CompareRules = {}): readonly CensusField[] | undefined {
  const compiled = compileRules(rules);
  const bare = lookAt(legacy, { ...legacy, body: null }, compiled);
  return isUnreadable(bare) ? undefined : censusOf(lookAtEqual(bare, legacy, compiled), legacy, legacy);
}
const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const census = (legacy: Answer, candidate: Answer, rules: CompareRules = {}) =>
  censusOf(look(legacy, candidate, rules), legacy, candidate);
/** As the reference tells it. */
const told = (fields: readonly CensusField[] | undefined): readonly string[] =>
  (fields ?? [])
    .map(({ pattern, ...found }) => {
      const all = Object.entries(found).filter(([, is]) => is);
      return `${pattern}: ${all
        .map(([name]) => name)
        .sort()
        .join(' ')}`;
    })
    .sort();
const toldJson = (legacy: unknown, candidate: unknown, rules: CompareRules = {}) =>
  told(census(answer(JSON.stringify(legacy)), answer(JSON.stringify(candidate)), rules));

describe('a census of one comparison', () => {
  it.each<[string, unknown, unknown, CompareRules, string[]]>([
    ['scalars', { a: 1, b: 2, c: 3 }, { a: 1, b: 3 }, {}, ['$.a: equal', '$.b: differs', '$.c: absent']],
    [
      'what legacy has below a missing place',
      { a: { b: 1, c: [] } },
      {},
      {},
      ['$.a.b: absent', '$.a.c: absent'],
    ],
    ['what is of another type', { a: { b: 1 } }, { a: 'x' }, {}, ['$.a.b: absent']],
    ['a scalar of another type', { a: 1 }, { a: '1' }, {}, ['$.a: differs']],
    ['empty lists and objects', { a: [], b: {} }, { a: [], b: {} }, {}, ['$.a: equal', '$.b: equal']],
    [
      'members of a list, all together',
      { l: [{ a: 1 }, { a: 2 }, { a: 3, b: 4 }] },
      { l: [{ a: 1 }, { a: 9 }, { a: 3, b: 4 }] },
      {},
      ['$.l[*].a: differs equal', '$.l[*].b: equal'],
    ],
    ['a list in another order', { l: [1, 2] }, { l: [2, 1] }, {}, ['$.l[*]: equal']],
    [
      'members found by key',
      {
        l: [
          { id: 1, v: 1 },
          { id: 2, v: 2 },
        ],
      },
      { l: [{ id: 2, v: 3 }] },
      { lists: { '$.l': { by: 'id' } } },
      ['$.l[*].id: absent equal', '$.l[*].v: absent differs'],
    ],
    [
      'what a rule ignores, and all below it',
      { a: { b: 1, c: { d: 2 } }, e: 1 },
      { e: 1 },
      { ignore: ['$.a'] },
      ['$.a.b: ignored', '$.a.c.d: ignored', '$.e: equal'],
    ],
    [
      'one position that is ignored',
      { l: [1, 2] },
      { l: [3, 2] },
      { ignore: ['$.l[0]'] },
      ['$.l[*]: equal ignored'],
    ],
    ['a renamed field, by legacy’s name', { a: 1 }, { b: 1 }, { renames: { '$.a': '$.b' } }, ['$.a: equal']],
    ['a tolerance', { a: 1 }, { a: 1.2 }, { numbers: { '$.a': { absolute: 0.5 } } }, ['$.a: equal']],
    ['null where null is absent', { a: null }, {}, { equate: ['null-absent'] }, ['$.a: equal']],
    ['what only the candidate has', { l: [1] }, { l: [1, 2], x: 1 }, {}, ['$.l[*]: equal']],
    [
      'a list that only the candidate fills',
      { l: [], o: {} },
      { l: [1], o: { a: 1 } },
      {},
      ['$.l: differs', '$.o: differs'],
    ],
    ['a scalar alone', 1, 2, {}, ['$: differs']],
  ])('finds %s', (_, legacy, candidate, rules, due) => {
    expect(toldJson(legacy, candidate, rules)).toEqual(due);
  });

  it('says what the reference says, of any documents and rules', () => {
    fc.assert(
      fc.property(anyPair, (pair) => {
        const { rules } = pair;
        const [legacy, candidate] = [answer(pair.legacy), answer(pair.candidate)];
        const looked = look(legacy, candidate, rules);
        const due = referenceCensus(readPair(pair).legacy, looked.comparison.differences, rules);
        expect(told(censusOf(looked, legacy, candidate))).toEqual(due);
      }),
      { numRuns: 3_000 },
    );
  });

  it('says without lists and rules what stands at the same path on the candidate', () => {
    const tree = fc.dictionary(
      fc.constantFrom('a', 'b', 'c.d'),
      fc.oneof(fc.integer({ max: 3 }), fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom(1, 'x', {}))),
    );
    fc.assert(
      fc.property(tree, tree, (legacy, candidate) => {
        const at = (path: readonly string[]): unknown =>
          path.reduce<unknown>(
            (value, step) =>
              typeof value === 'object' && value !== null && Object.hasOwn(value, step)
                ? (value as Record<string, unknown>)[step]
                : undefined,
            candidate,
          );
        const legacyAt = (value: unknown, path: readonly string[]): [readonly string[], unknown][] =>
          typeof value === 'object' && value !== null && Object.keys(value).length > 0
            ? Object.entries(value).flatMap(([name, held]) => legacyAt(held, [...path, name]))
            : [[path, value]];
        const due = legacyAt(legacy, []).map(([path, value]) => {
          const there = at(path);
          if (there === undefined) return 'absent';
          return JSON.stringify(there) === JSON.stringify(value) ? 'equal' : 'differs';
        });
        const found = toldJson(legacy, candidate).map((one) => one.split(': ')[1] ?? '');
        expect(found.toSorted(byText)).toEqual(due.toSorted(byText));
      }),
    );
  });

  it('finds elements and attributes of XML by the paths that differences have', () => {
    const legacy = answer('<r x="1"><a>1</a><a>2</a><t k="1">text</t><gone/></r>', 'application/xml');
    const candidate = answer('<r x="2"><a>1</a><a>3</a><t k="1">other</t></r>', 'application/xml');
    expect(told(census(legacy, candidate))).toEqual([
      '$.r.a[*]: differs equal',
      '$.r.gone: absent',
      '$.r.t.k: equal',
      '$.r.t: differs',
      '$.r.x: differs',
    ]);
  });

  it.each([
    ['<r><t k="1">x</t></r>', '<r><t k="1"/></r>', ['$.r.t.k: equal', '$.r.t: differs']],
    ['<r><t k="1">x</t></r>', '<r><t>x</t></r>', ['$.r.t.k: absent', '$.r.t: equal']],
    ['<r><t>x</t></r>', '<r><t k="1">y</t></r>', ['$.r.t: differs']],
    ['<r><t><a>1</a></t></r>', '<r><t>1</t></r>', ['$.r.t.a: absent', '$.r.t: differs']],
  ])('takes the text of %s beside %s for the element’s own', (legacy, candidate, due) => {
    expect(told(census(answer(legacy, 'text/xml'), answer(candidate, 'text/xml')))).toEqual(due);
  });

  it('finds the lines of a text as one field', () => {
    expect(told(census(answer('a\nb\n', 'text/plain'), answer('a\nc\n', 'text/plain')))).toEqual([
      '$[*]: differs equal',
    ]);
  });

  it('takes what has no places as one field', () => {
    const bytes = (last: number): Answer => answer(new Uint8Array([0, 1, last]), 'image/png');
    expect(told(census(bytes(1), bytes(2)))).toEqual(['$: differs']);
    expect(told(censusOfEqual(bytes(1)))).toEqual(['$: equal']);
    expect(told(censusOfEqual(answer('{"a":')))).toEqual(['$: equal']);
  });

  it('finds of equal bytes every field, equal or ignored', () => {
    const legacy = answer('{"a":1,"b":[{"c":1}]}');
    expect(told(censusOfEqual(legacy, { ignore: ['$.a'] }))).toEqual(['$.a: ignored', '$.b[*].c: equal']);
    expect(census(legacy, legacy)).toEqual(censusOfEqual(legacy));
    expect(censusOfEqual(answer(''))).toEqual([]);
  });

  it.each<[string, Answer, Answer]>([
    ['the statuses differ', answer('{"a":1}'), answer('{"a":1}', 'application/json', 404)],
    ['one side is of another format', answer('{"a":1}'), answer('a', 'text/plain')],
    ['one side is empty', answer('{"a":1}'), answer('')],
    ['the bodies are known to be equal and did not come', { ...answer(''), body: null }, answer('{}')],
  ])('says nothing where %s', (_, legacy, candidate) => {
    expect(census(legacy, candidate)).toBeUndefined();
  });

  it('tells so many patterns apart, and finds the rest together', () => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, i]));
    const fields = census(answer(JSON.stringify(many)), answer(JSON.stringify({ ...many, k2999: -1 })));
    expect(fields).toHaveLength(2_001);
    expect(fields?.at(-1)).toEqual({
      pattern: otherFields,
      ignored: false,
      equal: true,
      differs: true,
      absent: false,
    });
    expect(toldJson({ ['k'.repeat(600)]: 1 }, {})).toEqual([`${otherFields}: absent`]);
  });

  it('says nothing where nearly everything differs', () => {
    const list = (from: number) => Array.from({ length: 6_000 }, (_, i) => ({ a: from + i }));
    expect(toldJson(list(0), list(10_000))).toEqual([]);
  });
});

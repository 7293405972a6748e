import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts } from './compare-documents.js';
import { compareObservations } from './compare.js';
import { judgeOf } from './custom.js';
import type { Comparison } from './difference.js';
import type { Format } from './reading/document.js';
import { compileRules } from './rules/compile-rules.js';
import type { CompareRules } from './rules/rules-schema.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const compare = (legacy: string, candidate: string, rules: CompareRules, format?: Format): Comparison =>
  compareTexts(bytes(legacy), bytes(candidate), format, compileRules(rules));

function forgiven(comparison: Comparison): string {
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  return [comparison.verdict, ...comparison.forgiven].join(' ');
}

type Row = [what: string, legacy: string, candidate: string, rules: CompareRules, told: string];

const renamed: CompareRules = { renames: { '$.total': '$.sum' } };
const inList: CompareRules = { renames: { '$.l[*].total': '$.l[*].sum' } };
const mapped: CompareRules = { values: { '$..status': { SHIPPED: 'shipped' } } };
const nulls: CompareRules = { equate: ['null-absent'] };
const empties: CompareRules = { equate: ['empty-absent'] };
const numbers: CompareRules = { equate: ['number-string'] };
const byId: CompareRules['lists'] = { '$.l': { by: 'id' } };
const free: CompareRules['lists'] = { '$.l': 'unordered' };
const members = (member: (at: number) => string): string =>
  `{"l":[${Array.from({ length: 5 }, (_, at) => member(at)).join()}]}`;
const reversed = (member: (at: number) => string): string => members((at) => member(4 - at));

describe('renames forgive', () => {
  it.each<Row>([
    ['a member under another name', '{"total":1}', '{"sum":1}', renamed, 'match renames'],
    ['it even where its value differs', '{"total":1}', '{"sum":2}', renamed, 'mismatch renames'],
    ['it where something else differs', '{"total":1,"a":1}', '{"sum":1,"a":2}', renamed, 'mismatch renames'],
    ['not what neither has', '{"a":1}', '{"a":1.0}', renamed, 'match'],
    ['not what the candidate lacks', '{"total":1}', '{}', renamed, 'mismatch'],
    ['not what only the candidate has', '{}', '{"sum":1}', renamed, 'mismatch'],
    ['not what both call as legacy does', '{"total":1}', '{"total":1.0}', renamed, 'match'],
    [
      'a member of a member',
      '{"a":{"b":1}}',
      '{"c":{"d":1}}',
      { renames: { '$.a.b': '$.c.d' } },
      'match renames',
    ],
    [
      'one inside another',
      '{"a":[{"b":1}]}',
      '{"c":[{"d":1}]}',
      { renames: { '$.a': '$.c', '$.a[*].b': '$.c[*].d' } },
      'match renames',
    ],
    [
      'names that are swapped',
      '{"a":1,"b":2}',
      '{"a":2,"b":1}',
      { renames: { '$.a': '$.b', '$.b': '$.a' } },
      'match renames',
    ],
    ['members under a wildcard', '{"l":[{"total":1}]}', '{"l":[{"sum":1}]}', inList, 'match renames'],
    ['members of no list', '{"l":[]}', '{"l":[ ]}', inList, 'match'],
    [
      'members anywhere',
      '{"x":{"y":{"total":1}}}',
      '{"x":{"y":{"sum":1}}}',
      { renames: { '$..total': '$..sum' } },
      'match renames',
    ],
    [
      'in a keyed list where its order is another',
      members((at) => `{"id":${at},"total":${at}}`),
      reversed((at) => `{"id":${at},"sum":${at}}`),
      { ...inList, lists: { '$.l': { by: 'id', order: 'any' } } },
      'match renames',
    ],
    [
      'in a list without order',
      members((at) => `{"total":${at}}`),
      reversed((at) => `{"sum":${at}}`),
      { ...inList, lists: free },
      'match renames',
    ],
    [
      'not between members that do not belong together',
      '{"l":[{"id":1,"total":1},{"id":2}]}',
      '{"l":[{"id":2,"sum":1},{"id":1}]}',
      { ...inList, lists: { '$.l': { by: 'id', order: 'any' } } },
      'mismatch',
    ],
    [
      'an object of legacy’s that the candidate spares',
      '{"a":{}}',
      '{}',
      { renames: { '$.a.b': '$.b' } },
      'match renames',
    ],
    ['not what is ignored', '{"total":1}', '{"sum":1}', { ...renamed, ignore: ['$.total'] }, 'match'],
    [
      'a place of a list',
      '{"first":1,"l":[2]}',
      '{"l":[1,2]}',
      { renames: { '$.first': '$.l[0]' } },
      'match renames',
    ],
    [
      'what a list has at a place',
      '{"l":[7,8]}',
      '{"l":[7],"m":8}',
      { renames: { '$.l[1]': '$.m' } },
      'match renames',
    ],
  ])('%s', (_, legacy, candidate, rules, told) => {
    expect(forgiven(compare(legacy, candidate, rules))).toBe(told);
  });
});

describe('values forgive', () => {
  it.each<Row>([
    ['another word', '{"status":"SHIPPED"}', '{"status":"shipped"}', mapped, 'match values'],
    ['not the same word', '{"a":1,"status":"x"}', '{"a":1.0,"status":"x"}', mapped, 'match'],
    ['not a wrong word', '{"status":"SHIPPED"}', '{"status":"sent"}', mapped, 'mismatch'],
    [
      'not what is ignored',
      '{"status":"SHIPPED"}',
      '{"status":"shipped"}',
      { ...mapped, ignore: ['$'] },
      'match',
    ],
    [
      'in a list',
      members((at) => `{"id":${at},"status":"SHIPPED"}`),
      members((at) => `{"id":${at},"status":"${at === 3 ? 'shipped' : 'SHIPPED'}"}`),
      mapped,
      'match values',
    ],
    [
      'in a keyed list',
      members((at) => `{"id":${at},"status":"${at === 3 ? 'SHIPPED' : 'x'}"}`),
      members((at) => `{"id":${at},"status":"${at === 3 ? 'shipped' : 'x'}"}`),
      { ...mapped, lists: byId },
      'match values',
    ],
    [
      'in a list without order',
      members((at) => `{"status":"${at === 3 ? 'SHIPPED' : at}"}`),
      reversed((at) => `{"status":"${at === 3 ? 'shipped' : at}"}`),
      { ...mapped, lists: free },
      'match values',
    ],
    [
      'nothing where members only moved',
      members((at) => `{"status":${at}}`),
      reversed((at) => `{"status":${at}}`),
      { ...mapped, lists: free },
      'match',
    ],
    [
      'lists in lists',
      '{"l":[[{"status":"x"}],[{"status":"SHIPPED"}]]}',
      '{"l":[[{"status":"shipped"}],[{"status":"x"}]]}',
      { ...mapped, lists: { '$.l': 'unordered', '$.l[*]': 'unordered' } },
      'match values',
    ],
    [
      'nothing beside what is ignored, but itself',
      members((at) => `{"id":${at},"at":1,"status":"SHIPPED"}`),
      members((at) => `{"id":${at},"at":2,"status":"shipped"}`),
      { ...mapped, lists: byId, ignore: ['$..at'] },
      'match values',
    ],
  ])('%s', (_, legacy, candidate, rules, told) => {
    expect(forgiven(compare(legacy, candidate, rules))).toBe(told);
  });
});

describe('equates forgive', () => {
  it.each<Row>([
    ['null where nothing is', '{"a":null}', '{}', nulls, 'match equate'],
    ['nothing where null is', '{}', '{"a":null}', nulls, 'match equate'],
    ['not null on both', '{"a":null,"n":1}', '{"a":null,"n":1.0}', nulls, 'match'],
    ['not null for a value', '{"a":null}', '{"a":1}', nulls, 'mismatch'],
    ['an empty list', '{"a":[]}', '{}', empties, 'match equate'],
    ['an empty text for an empty object', '{"a":""}', '{"a":{}}', empties, 'match equate'],
    ['not empty on both', '{"a":[],"n":1}', '{"a":[],"n":1.0}', empties, 'match'],
    ['a text for a number', '{"a":"1"}', '{"a":1}', numbers, 'match equate'],
    ['not one number written in two ways', '{"a":1}', '{"a":1.0}', numbers, 'match'],
    [
      'a text near a number',
      '{"a":"1"}',
      '{"a":1.005}',
      { ...numbers, numbers: { '$.a': { absolute: 0.01 } } },
      'match equate',
    ],
    [
      'not what a tolerance allows',
      '{"a":1}',
      '{"a":1.005}',
      { ...numbers, numbers: { '$.a': { absolute: 0.01 } } },
      'match',
    ],
    [
      'not times that are near',
      '{"a":"2026-01-01T00:00:00Z"}',
      '{"a":"2026-01-01T00:00:01Z"}',
      { ...numbers, times: { '$.a': { within: '2s' } } },
      'match',
    ],
    [
      'the key by which members are found',
      '{"l":[{"id":"1"}]}',
      '{"l":[{"id":1}]}',
      { ...numbers, lists: byId },
      'match equate',
    ],
    [
      'in a list without order',
      members((at) => (at === 2 ? '{"id":2,"a":null}' : `{"id":${at}}`)),
      reversed((at) => `{"id":${at}}`),
      { ...nulls, lists: free },
      'match equate',
    ],
    [
      'nothing where null only moved',
      members((at) => `{"id":${at},"a":null}`),
      reversed((at) => `{"id":${at},"a":null}`),
      { ...nulls, lists: free },
      'match',
    ],
    [
      'in an ordered list that moved on',
      '{"l":[{"a":1,"b":null},{"a":2},{"a":3}]}',
      '{"l":[{"a":0},{"a":1},{"a":2},{"a":3}]}',
      nulls,
      'mismatch equate',
    ],
    ['a key that is there twice', '{"a":"1","a":"2"}', '{"a":1,"a":2}', numbers, 'match equate'],
    ['not a key that is there twice', '{"a":1,"a":2}', '{"a":1,"a":2.0}', numbers, 'match'],
    ['another form of é', '{"a":"é"}', '{"a":"e\\u0301"}', { equate: ['unicode-forms'] }, 'match equate'],
    [
      'another form in a list without order',
      '{"l":["é","x"]}',
      '{"l":["x","e\\u0301"]}',
      { equate: ['unicode-forms'], lists: free },
      'match equate',
    ],
    ['not what is ignored', '{"a":{"b":null}}', '{"a":{}}', { ...nulls, ignore: ['$.a'] }, 'match'],
  ])('%s', (_, legacy, candidate, rules, told) => {
    expect(forgiven(compare(legacy, candidate, rules))).toBe(told);
  });

  it.each<[string, string, string, string]>([
    ['other line ends', 'a\nb\n', 'a\r\nb\r\n', 'match equate'],
    ['no line end at the end', 'a\nb\n', 'a\nb', 'match equate'],
    ['other lines that end otherwise', 'a\r\nb\n', 'a\nb\r\n', 'match equate'],
    ['not other lines', 'a\r\nb\nc', 'a\r\nb\nd', 'mismatch'],
  ])('%s', (_, legacy, candidate, told) => {
    expect(forgiven(compare(legacy, candidate, { equate: ['line-ends'] }, 'text'))).toBe(told);
  });
});

describe('what rules forgave is told', () => {
  it('of all kinds at once, in one order, once each', () => {
    const rules: CompareRules = {
      equate: ['null-absent'],
      ...mapped,
      renames: { '$.total': '$.sum', '$.l[*].a': '$.l[*].b' },
    };
    const legacy = '{"x":null,"y":null,"status":"SHIPPED","total":1,"l":[{"a":1,"status":"SHIPPED"}]}';
    const candidate = '{"sum":1,"status":"shipped","l":[{"b":1,"status":"shipped"}]}';
    expect(forgiven(compare(legacy, candidate, rules))).toBe('match renames values equate');
  });

  it('in XML', () => {
    const rules: CompareRules = { renames: { '$.r.l[*].total': '$.r.l[*].sum' }, ...nulls };
    const xml = (name: string): string => `<r><l><${name}>1</${name}></l><l><${name}>2</${name}></l></r>`;
    expect(forgiven(compare(xml('total'), xml('sum'), rules, 'xml'))).toBe('match renames');
    expect(forgiven(compare(xml('total'), ` ${xml('total')}`, rules, 'xml'))).toBe('match');
    expect(forgiven(compare('<r><a>1</a><b/></r>', '<r><a>1</a></r>', empties, 'xml'))).toBe('match equate');
  });

  it('where a custom comparator has the last word', () => {
    for (const answer of [true, undefined, false, []]) {
      const custom = compileRules(
        renamed,
        judgeOf(() => answer),
      );
      const comparison = compareTexts(bytes('{"total":1,"a":1}'), bytes('{"sum":1,"a":2}'), 'json', custom);
      expect(forgiven(comparison)).toMatch(/renames$/);
    }
  });

  it('of statuses that a rule makes one, with a body or without', () => {
    const answer = (status: number, body: string | null) =>
      ({ kind: 'answer', status, headers: [], body: body === null ? null : bytes(body) }) as const;
    const judge = (left: [number, string | null], right: [number, string | null]): string =>
      forgiven(
        compareObservations(
          answer(...left),
          answer(...right),
          compileRules({ status: { equate: [[200, 201, 204]] }, ...nulls }),
        ),
      );
    expect(judge([200, '{"a":1}'], [201, '{"a":1}'])).toBe('match status');
    expect(judge([200, '{}'], [201, '{"a":null}'])).toBe('match equate status');
    expect(judge([200, '{}'], [204, ''])).toBe('match status');
    expect(judge([200, null], [201, null])).toBe('match status');
    expect(judge([201, '{"a":1}'], [201, '{"a":1}'])).toBe('match');
  });

  it('of nothing where the bytes are the same', () => {
    const rules: CompareRules = { ...renamed, ...mapped, ...nulls };
    expect(forgiven(compare('{"sum":1,"x":null}', '{"sum":1,"x":null}', rules))).toBe('match');
  });
});

const scalar = fc.constantFrom(null, true, '', '1', 1, 'é', 'e\u0301', 2.5, 'SHIPPED', 'shipped');
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('tree'), { maxKeys: 4 }),
  ),
}));
const ofLists: CompareRules = { lists: { '$..a': 'unordered', '$..b': { by: 'c' } }, ignore: ['$..d'] };
const told = (
  legacy: unknown,
  candidate: unknown,
  rules: CompareRules,
): Exclude<Comparison, { why: unknown }> => {
  const comparison = compare(JSON.stringify(legacy), ` ${JSON.stringify(candidate)}`, rules, 'json');
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  return comparison;
};

describe('for any two documents', () => {
  it('nothing is forgiven without a rule that could', () => {
    const rules: CompareRules = {
      ...ofLists,
      numbers: { '$..c': { absolute: 2 } },
      times: { '$..c': { within: '5s' } },
    };
    fc.assert(
      fc.property(tree, tree, (legacy, candidate) => {
        expect(told(legacy, candidate, rules).forgiven).toEqual([]);
      }),
    );
  });

  it('nothing is forgiven between a document and itself', () => {
    const rules: CompareRules = {
      ...ofLists,
      equate: ['null-absent', 'empty-absent', 'number-string', 'unicode-forms'],
      values: { '$..c': { SHIPPED: 'shipped' } },
    };
    fc.assert(
      fc.property(tree, (document) => {
        expect(told(document, document, rules)).toMatchObject({ verdict: 'match', forgiven: [] });
      }),
    );
  });

  it('what matches only by such rules tells so, and what matches without them does not', () => {
    const rules: CompareRules = {
      ...ofLists,
      equate: ['null-absent', 'empty-absent', 'number-string', 'unicode-forms'],
      values: { '$..c': { SHIPPED: 'shipped' } },
      renames: { '$..e': '$..f' },
    };
    const twins = tree.chain((document) => {
      const text = JSON.stringify(document);
      const other = text
        .replaceAll('"c":"SHIPPED"', '"c":"shipped"')
        .replaceAll('null', '""')
        .replaceAll('"1"', '1');
      return fc.constantFrom(
        [document, JSON.parse(other) as unknown],
        [JSON.parse(other) as unknown, document],
      );
    });
    let seen = 0;
    fc.assert(
      fc.property(twins, ([legacy, candidate]) => {
        const strict = told(legacy, candidate, ofLists);
        const lenient = told(legacy, candidate, rules);
        if (lenient.verdict !== 'match') return;
        expect(lenient.forgiven.length > 0).toBe(strict.verdict === 'mismatch');
        seen += lenient.forgiven.length;
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(50);
  });
});

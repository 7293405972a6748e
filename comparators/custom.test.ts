import { describe, expect, it } from 'vitest';
import { compareObservations } from './compare.js';
import { compareTexts } from './compare-documents.js';
import { compileRules } from './rules/compile-rules.js';
import { type CustomCompare, type CustomContext, CustomError, judgeOf } from './custom.js';
import type { Comparison } from './difference.js';
import type { Answer } from './observation.js';
import type { CompareRules } from './rules/rules-schema.js';

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

function judge(
  legacy: unknown,
  candidate: unknown,
  custom: CustomCompare,
  rules: CompareRules = {},
): Comparison {
  return compareTexts(bytes(legacy), bytes(candidate), undefined, compileRules(rules, judgeOf(custom)));
}

function told(comparison: Comparison): readonly string[] {
  if (comparison.verdict === 'unreadable') return ['unreadable'];
  return [
    comparison.verdict,
    ...comparison.differences.map(({ kind, path, rule }) => `${kind} ${path}${rule ? ` (${rule})` : ''}`),
    ...comparison.ignored.map(({ kind, path, rule }) => `ignored ${kind} ${path} (${rule})`),
  ];
}

const [left, right] = [
  { a: 1, b: 1, t: 1 },
  { a: 2, b: 2, t: 2 },
];
const rules: CompareRules = { ignore: ['$.t'] };
const ignored = 'ignored value $.t (ignore › $.t)';

describe('a custom comparator', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['nothing leaves the rules to judge', undefined, ['mismatch', 'value $.a', 'value $.b', ignored]],
    ['false lets every difference stand', false, ['mismatch', 'value $.a', 'value $.b', ignored]],
    [
      'true lets none stand, and each is told as ignored by it',
      true,
      ['match', ignored, 'ignored value $.a (custom)', 'ignored value $.b (custom)'],
    ],
    [
      'a list says which ones stand',
      [{ path: '$.b' }],
      ['mismatch', 'value $.b', ignored, 'ignored value $.a (custom)'],
    ],
    [
      'a list may add some',
      [{ path: "$['a']" }, { path: '$.b' }, { path: '$.l[0]', kind: 'order' }],
      ['mismatch', 'value $.a', 'value $.b', 'order $.l[0] (custom)', ignored],
    ],
  ])('%s', (_, answer, expected) => {
    expect(told(judge(left, right, () => answer, rules))).toEqual(expected);
  });

  it('finds a difference where the rules see none', () => {
    expect(told(judge('{"a":1}', '{"a":1.0}', () => false))).toEqual(['mismatch', 'value $ (custom)']);
    const found = judge('{"a":1}', '{"a":1.0}', () => [{ path: '$.a', legacy: [1n].length, candidate: 'x' }]);
    expect(found).toMatchObject({
      differences: [{ path: '$.a', pattern: '$.a', kind: 'value', legacy: 1, candidate: 'x' }],
    });
  });

  it('is not asked about more differences than it could be asked about in time: all of them stand', () => {
    const never = (): never => {
      throw new Error('asked');
    };
    const list = (length: number, value: number): string => JSON.stringify(Array(length).fill(value));
    const many = judge(list(10_001, 1), list(10_001, 2), never);
    const long = (value: number): string => `{"${'k'.repeat(5_000)}":${list(200, value)}}`;
    for (const comparison of [many, judge(long(1), long(2), never)]) {
      expect(comparison).toMatchObject({
        verdict: 'mismatch',
        notes: expect.arrayContaining([
          { path: '$', text: expect.stringContaining('the custom comparator was not asked') },
        ]),
      });
    }
    expect(many).toMatchObject({ differences: { length: 10_001 } });
  });

  it('is not asked about the same bytes, nor about what cannot be read', () => {
    const never = (): never => {
      throw new Error('asked');
    };
    expect(told(judge('{"a":1}', '{"a":1}', never))).toEqual(['match']);
    expect(told(judge('{"a":1}', '{', never))).toEqual(['unreadable']);
  });

  it('sees both bodies in the shape of legacy, as plain values', () => {
    const seen: unknown[] = [];
    const custom: CustomCompare = (legacy, candidate) => void seen.push(legacy, candidate);
    const renames = { renames: { '$.id': '$.key' } };
    judge('{"id":9007199254740993,"x":1}', '{"key":1,"x":2}', custom, renames);
    expect(seen).toEqual([
      { id: '9007199254740993', x: 1 },
      { id: 1, x: 2 },
    ]);
  });

  it('sees keys that mean something to JavaScript as plain ones', () => {
    const names: string[] = [];
    judge('{"__proto__":{"a":1}}', '{}', (legacy) => void names.push(...Object.keys(legacy as object)));
    expect(names).toEqual(['__proto__']);
  });

  it('sees a text as one string, and XML as its members', () => {
    const seen: unknown[] = [];
    const look: CustomCompare = (legacy) => void seen.push(legacy);
    judge('a\nb', 'a', look);
    judge('<r x="1">t</r>', '<r/>', look);
    expect(seen).toEqual(['a\nb', { r: { x: '1', '#text': 't' } }]);
  });

  it('is told what the rules found, and of the answers status and headers', () => {
    const contexts: CustomContext[] = [];
    const custom: CustomCompare = (_, __, context) => void contexts.push(context);
    judge(left, right, custom, rules);
    const answer = (body: unknown, status: number): Answer => ({
      kind: 'answer',
      status,
      headers: [['Content-Type', 'application/json']],
      body: bytes(body),
    });
    compareObservations(answer(left, 200), answer(right, 201), compileRules(rules, judgeOf(custom)));
    const found = { differences: [{ path: '$.a' }, { path: '$.b' }], ignored: [{ path: '$.t' }] };
    const headers = [['Content-Type', 'application/json']];
    expect(contexts).toMatchObject([
      { ...found, status: undefined, headers: undefined },
      { ...found, status: { legacy: 200, candidate: 201 }, headers: { legacy: headers, candidate: headers } },
    ]);
  });

  it.each<[string, CustomCompare]>([
    [
      'threw Error',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'threw object',
      () => {
        throw null;
      },
    ],
    ['answered a promise', async () => true],
    ['neither true, false, nothing nor a list', () => 'equal'],
    ['has no path', () => [{ kind: 'value' }]],
    ['has no path', () => [null]],
    ['is of no kind', () => [{ path: '$.a', kind: 'status' }]],
    ['has a path that is none', () => [{ path: 'a.b' }]],
    ['names more than one place', () => [{ path: '$..a' }]],
    ['has a value that is no JSON', () => [{ path: '$.a', legacy: 1n }]],
    ['more than 10000 differences', () => Array.from({ length: 10_001 }, () => ({ path: '$.a' }))],
  ])('that %s is never a match', (message, custom) => {
    expect(() => judge(left, right, custom)).toThrow(CustomError);
    expect(() => judge(left, right, custom)).toThrow(message);
  });
});

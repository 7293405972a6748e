import { describe, expect, it } from 'vitest';
import { compareTexts } from './compare-documents.js';
import { compileRules } from './compile-rules.js';
import type { Comparison } from './difference.js';
import { answerLimits, type Limits } from './limits.js';
import type { CompareRules } from './rules-schema.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function judge(
  legacy: unknown,
  candidate: unknown,
  rules: CompareRules = {},
  limits: Partial<Limits> = {},
): Comparison {
  const text = (document: unknown): string =>
    typeof document === 'string' ? document : JSON.stringify(document);
  return compareTexts(bytes(text(legacy)), bytes(text(candidate)), 'json', compileRules(rules), limits);
}

/** The same shuffle every time. */
function shuffled<T>(items: readonly T[]): T[] {
  const copy = [...items];
  let seed = 42;
  for (let at = copy.length - 1; at > 0; at -= 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (at + 1);
    [copy[at], copy[other]] = [copy[other]!, copy[at]!];
  }
  return copy;
}

function patterns(comparison: Comparison): string[] {
  if (comparison.verdict === 'unreadable') return [comparison.why.reason];
  return [...new Set(comparison.differences.map(({ kind, pattern }) => `${kind} ${pattern}`))];
}

const many = Array.from({ length: 50_000 }, (_, id) => ({ id, name: `item ${id}`, price: id / 4 }));

describe('a comparison is bounded, whatever it is given', () => {
  it.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['lists never closed', '['.repeat(100_000)],
  ])('calls %s nested 100,000 deep too deep', (_, deep) => {
    expect(patterns(judge('{}', deep))).toEqual(['too-deep']);
    expect(patterns(judge(deep, '{}'))).toEqual(['too-deep']);
  });

  it('reads what nests just as deep as allowed', () => {
    const deep = (inner: string): string => '['.repeat(200) + inner + ']'.repeat(200);
    expect(judge(deep('1'), deep('2'))).toMatchObject({
      differences: [{ kind: 'value', path: `$${'[0]'.repeat(200)}` }],
    });
  });

  it('calls a million keys too big for an answer', () => {
    const big = `{${Array.from({ length: 1_000_000 }, (_, at) => `"k${at}":0`).join(',')}}`;
    expect(patterns(judge('{}', big, {}, { keys: answerLimits.keys }))).toEqual(['too-big']);
  });

  it('says too-slow when the clock runs out, never match', () => {
    let now = 0;
    const clock = (): number => (now += 200);
    const left = { l: many.slice(0, 3_000) };
    expect(
      patterns(judge(left, { l: [...many.slice(0, 2_999), 1] }, {}, { clock, milliseconds: 250 })),
    ).toEqual(['too-slow']);
  });

  it('finds one order in 50,000 shuffled keyed members', () => {
    const rules: CompareRules = { lists: { '$.l': { by: 'id' } } };
    expect(patterns(judge({ l: many }, { l: shuffled(many) }, rules))).toEqual(['order $.l']);
  });

  it('finds nothing in 50,000 shuffled unordered members, and each of two edits among them', () => {
    const rules: CompareRules = { lists: { '$.l': 'unordered' } };
    const edited = shuffled(many).map((item) => (item.id === 7 ? { ...item, price: 99 } : item));
    expect(patterns(judge({ l: many }, { l: shuffled(many) }, rules))).toEqual([]);
    expect(judge({ l: many }, { l: edited }, rules)).toMatchObject({
      differences: [{ path: '$.l[7].price' }],
    });
    expect(patterns(judge({ l: many }, { l: edited.slice(1) }, rules))).toEqual([
      'value $.l[*].price',
      'absent $.l[*]',
    ]);
  });

  it('finds nothing in 50,000 shuffled unordered numbers under a tolerance', () => {
    const rules: CompareRules = { lists: { $: 'unordered' }, numbers: { '$[*]': { absolute: 0.1 } } };
    const numbers = many.map(({ id }) => id);
    expect(
      patterns(
        judge(
          numbers,
          shuffled(numbers).map((n) => n + 0.05),
          rules,
        ),
      ),
    ).toEqual([]);
  });

  it('gives an honest verdict on 50,000 shuffled members of an ordered list', () => {
    expect(patterns(judge({ l: many }, { l: shuffled(many) }))).toEqual(['order $.l']);
    const changed = shuffled(many).map((item) => ({ ...item, price: item.price + 1 }));
    expect(judge({ l: many }, { l: changed }).verdict).toBe('mismatch');
  });

  it('finds two far insertions in a long list of few distinct values', () => {
    const list = Array.from({ length: 20_000 }, (_, at) => (at * at) % 7);
    const longer = [...list.slice(0, 100), 9, ...list.slice(100, 19_000), 9, ...list.slice(19_000)];
    const found = judge(list, longer);
    expect(found).toMatchObject({
      differences: [
        { kind: 'extra', path: '$[100]' },
        { kind: 'extra', path: '$[19001]' },
      ],
    });
  });

  it('compares many members that share one key', () => {
    const rules: CompareRules = { lists: { $: { by: 'id' } } };
    const left = Array.from({ length: 50_000 }, (_, v) => ({ id: 1, v }));
    expect(patterns(judge(left, left.slice(0, -1), rules))).toEqual(['absent $[*]']);
  });

  it('compares numbers of any exponent and length', () => {
    const digits = '7'.repeat(300_000);
    expect(patterns(judge(`[${digits}]`, `[${digits}.0]`))).toEqual([]);
    expect(patterns(judge(`[${digits}1]`, `[${digits}2]`))).toEqual(['value $[*]']);
    const rules: CompareRules = { numbers: { '$[*]': { absolute: 1 } } };
    expect(patterns(judge('[1e400000]', '[1]', rules))).toEqual(['value $[*]']);
    expect(patterns(judge('[1e-400000]', '[1]', rules))).toEqual([]);
    expect(patterns(judge('[-1e-400000]', '[1]', rules))).toEqual(['value $[*]']);
  });

  it('leaves the prototypes of the process alone', () => {
    const hostile = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"l":1}';
    judge(hostile, hostile.replace('"l":1', '"l":2'), { renames: { '$.l': '$.__proto__' } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

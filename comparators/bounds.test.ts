import { describe, expect, it } from 'vitest';
import { compareTexts } from './compare-documents.js';
import { compileRules } from './rules/compile-rules.js';
import type { Comparison } from './difference.js';
import { answerLimits, type Limits } from './limits.js';
import type { CompareRules } from './rules/rules-schema.js';

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
  // These two took a minute, and longer than a test may.
  it('leaves a tower of marks on one letter as it is', () => {
    const marked = (...marks: string[]): string =>
      `["a${marks.map((mark) => mark.repeat(50_000)).join('')}"]`;
    const rules: CompareRules = { equate: ['unicode-forms'] };
    expect(patterns(judge(marked('\u0315', '\u0327'), marked('\u0327', '\u0315'), rules))).toEqual([
      'value $[*]',
    ]);
  });

  it('reads XML with long blanks among words in no time', () => {
    const blank = `<p>x${' '.repeat(200_000)}y<b/></p>`;
    const limits = { milliseconds: 60_000 };
    expect(compareTexts(bytes(blank), bytes('<p/>'), 'xml', compileRules({}), limits).verdict).toBe(
      'mismatch',
    );
  });

  it('gives up on a tolerance for a number of too many digits, which compare well without one', () => {
    const [legacy, candidate] = ['1', '2'].map((end) => `{"a":${'7'.repeat(500_000)}${end}}`);
    expect(patterns(judge(legacy, candidate))).toEqual(['value $.a']);
    expect(patterns(judge(legacy, candidate, { numbers: { '$.a': { absolute: 1 } } }))).toEqual(['too-big']);
  });

  it('gives up on an exponent that is itself too long, and on no other', () => {
    const exponent = (digits: number): string => `{"a":1e${'9'.repeat(digits)}}`;
    expect(patterns(judge(exponent(90_000), exponent(90_001)))).toEqual(['value $.a']);
    expect(patterns(judge('{"a":1}', exponent(200_000)))).toEqual(['too-big']);
  });

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

  it('reads keyed lists of any length inside of others', () => {
    const list = (length: number): string =>
      `[{"l":[${Array.from({ length }, (_, id) => `{"id":${id}}`).join()}]},{"l":[]}]`;
    const reversed = (text: string): string => text.replace(/^\[(.*),(\{"l":\[\]\})\]$/, '[$2,$1]');
    const rules: CompareRules = { lists: { $: 'unordered', '$[*].l': { by: 'id' } } };
    expect(judge(list(150_000), reversed(list(150_000)), rules).verdict).toBe('match');
  });

  it('counts the keys and lines of NDJSON together', () => {
    const lines = bytes('{"a":1,"b":2}\n'.repeat(60));
    const told = (keys: number): string[] =>
      patterns(compareTexts(lines, bytes('{"a":1}'), 'ndjson', compileRules({}), { keys }));
    expect(told(179)).toEqual(['too-big']);
    expect(told(180)).toEqual(['absent $[*].b', 'absent $[*]']);
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

  it('reads a hundred thousand spellings of one key', () => {
    const often = (last: number): string => `{${'"a":0,'.repeat(99_999)}"a":${last}}`;
    expect(patterns(judge(often(1), often(2)))).toEqual(['format $.a']);
  });

  it('finds 2,000 shuffled unordered times in all their spellings', () => {
    const rules: CompareRules = { lists: { $: 'unordered' }, times: { '$[*]': { within: '2s' } } };
    const times = Array.from({ length: 2_000 }, (_, at) => 1_700_000_000 + at * 60);
    const spelled = shuffled(times).map((seconds) => new Date((seconds + 1) * 1_000).toISOString());
    expect(patterns(judge(times, spelled, rules))).toEqual([]);
  });

  it('finds 500 shuffled unordered members that differ by one tolerance alone', () => {
    const rules: CompareRules = { lists: { $: 'unordered' }, numbers: { '$..price': { absolute: 0.01 } } };
    const prices = Array.from({ length: 500 }, (_, at) => ({ type: 'a', cost: { price: at } }));
    const moved = shuffled(prices).map(({ type, cost }) => ({ cost: { price: cost.price + 0.005 }, type }));
    expect(patterns(judge(prices, moved, rules))).toEqual([]);
  });

  it('finds 500 shuffled unordered numbers that are strings on one side', () => {
    const rules: CompareRules = {
      lists: { $: 'unordered' },
      numbers: { '$[*]': { absolute: 0.1 } },
      equate: ['number-string'],
    };
    const numbers = Array.from({ length: 500 }, (_, at) => at);
    expect(patterns(judge(numbers, shuffled(numbers).map(String), rules))).toEqual([]);
  });

  it('compares numbers with long runs of zeros under every tolerance', () => {
    const [left, right] = [1, 2].map((last) => `{"n":1${'0'.repeat(200_000)}${last}}`);
    expect(patterns(judge(left, right, { numbers: { '$.n': { relative: '1%' } } }))).toEqual([]);
    expect(patterns(judge(left, right, { times: { '$.n': { within: '1ms' } } }))).toEqual([]);
  });

  it('does no more work for each level of unordered lists in one another', () => {
    const levels = Array.from({ length: 60 }, (_, at) => `$${'[*]'.repeat(at)}`);
    const rules: CompareRules = {
      lists: Object.fromEntries(levels.map((place) => [place, 'unordered'])),
      numbers: { [`$${'[*]'.repeat(60)}`]: { absolute: 0.1 } },
    };
    let asked = 0;
    const deep = (inner: number): string => '['.repeat(60) + inner + ']'.repeat(60);
    judge(deep(1), deep(2), rules, { clock: () => (asked += 1) });
    // The clock is asked once for every 1,024 steps.
    expect(asked).toBeLessThan(50);
  });

  it('moves 50,000 members of a list by a rename', () => {
    const rules: CompareRules = { renames: { '$.ids[*]': '$.o[*].id' } };
    const ids = many.map(({ id }) => id);
    expect(
      patterns(judge({ ids }, { o: ids.map((id) => ({ id })) }, rules, { milliseconds: 60_000 })),
    ).toEqual([]);
  });

  it('says too-slow of a rename that finds its names in too many ways', () => {
    const nested = ['x', 'y', 'z'].flatMap((name) => Array.from({ length: 60 }, () => `{"${name}":`));
    const deep = `${nested.join('')}1${'}'.repeat(nested.length)}`;
    let now = 0;
    const limits: Partial<Limits> = { clock: () => (now += 1), milliseconds: 20 };
    expect(patterns(judge('{}', deep, { renames: { '$..a..b..c': '$..x..y..z' } }, limits))).toEqual([
      'too-slow',
    ]);
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

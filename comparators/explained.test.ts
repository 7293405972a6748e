import { describe, expect, it } from 'vitest';
import { compareTexts } from './compare-documents.js';
import { compileRules } from './rules/compile-rules.js';
import type { CompareRules } from './rules/rules-schema.js';

const byId: CompareRules = { lists: { '$.l': { by: 'id' } } };
const unordered: CompareRules = { lists: { '$.l': 'unordered' } };

describe('a comparison notes what its pairing was not asked for', () => {
  const notesOf = (legacy: unknown, candidate: unknown, rules: CompareRules = byId): readonly string[] => {
    const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
    const comparison = compareTexts(bytes(legacy), bytes(candidate), 'json', compileRules(rules));
    return comparison.verdict === 'unreadable'
      ? []
      : comparison.notes.map(({ path, text }) => `${path}: ${text}`);
  };
  const long = (from: number): { l: number[] } => ({ l: Array.from({ length: 300 }, (_, at) => from + at) });

  it('that members share a key, on either side', () => {
    const told = [expect.stringContaining('$.l: several members have the same key')];
    expect(notesOf({ l: [{ id: 1 }, { id: 1 }] }, { l: [{ id: 1 }] })).toEqual(told);
    expect(notesOf({ l: [{ id: 1 }] }, { l: [{ id: 1 }, { id: 1 }] })).toEqual(told);
  });

  it('that members lack their key', () => {
    expect(notesOf({ l: [{ a: 1 }, { id: 1 }] }, { l: [{ a: 2 }] })).toEqual([
      expect.stringContaining('$.l: some members lack the key'),
    ]);
    expect(notesOf({ l: [{ a: 1 }] }, { l: [{ a: 2 }] })).toEqual([
      expect.stringContaining('$.l: no member has the key that `by` names'),
    ]);
  });

  it.each<[string, CompareRules]>([
    ['ordered', {}],
    ['unordered', unordered],
  ])('that too many members of an %s list differ to be told apart', (_, rules) => {
    expect(notesOf(long(0), long(1_000), rules)).toEqual([expect.stringContaining('compared by position')]);
    expect(notesOf({ l: [1, 2] }, { l: [3, 4] }, rules)).toEqual([]);
  });

  it('once for a pattern, however many lists there are', () => {
    const lists = (l: unknown): unknown => Array.from({ length: 9 }, () => ({ l }));
    const rules: CompareRules = { lists: { '$..l': { by: 'id' } } };
    expect(notesOf(lists([{ id: 1 }, { id: 1 }]), lists([{ id: 1 }]), rules)).toEqual([
      expect.stringMatching(/^\$\[0\]\.l: /),
    ]);
  });
});

describe('a difference tells the rule that judged it', () => {
  const rules: CompareRules = {
    ignore: ['$..trace'],
    lists: { '$.l': { by: ['id', 'at'] }, '$.u': 'unordered' },
    numbers: { '$..total': { absolute: 0.01 }, '$.total': { relative: '1%' } },
    times: { '$.at': { within: '2s' } },
    values: { '$.s': { A: 'a' } },
  };
  it.each<[string, string, string | undefined]>([
    ['{"trace":1}', '{"trace":2}', 'ignore › $..trace'],
    ['{"trace":{"a":1}}', '{"trace":{"a":2}}', 'ignore › $..trace'],
    ['{"total":100}', '{"total":102}', 'numbers › $.total › relative: 1%'],
    ['{"x":{"total":1}}', '{"x":{"total":2}}', 'numbers › $..total › absolute: 0.01'],
    ['{"x":{"total":1}}', '{"x":{"total":"much"}}', undefined],
    ['{"at":0}', '{"at":3}', 'times › $.at › within: 2s'],
    ['{"s":"A"}', '{"s":"B"}', 'values › $.s'],
    ['{"s":"C"}', '{"s":"B"}', undefined],
    ['{"u":[1]}', '{"u":[]}', 'lists › $.u: unordered'],
    [
      '{"l":[{"id":1,"at":1},{"id":2,"at":1}]}',
      '{"l":[{"id":2,"at":1},{"id":1,"at":1}]}',
      'lists › $.l › by: id, at',
    ],
    ['{"p":[1]}', '{"p":[]}', undefined],
    ['{"q":1}', '{}', undefined],
  ])('%s against %s: %s', (legacy, candidate, rule) => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const comparison = compareTexts(bytes(legacy), bytes(candidate), 'json', compileRules(rules));
    if (comparison.verdict === 'unreadable') throw new Error('these can be read');
    const all = [...comparison.differences, ...comparison.ignored];
    expect(all.map((difference) => difference.rule)).toEqual([rule]);
  });
});

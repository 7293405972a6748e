import { describe, expect, it } from 'vitest';
import { ruleProblems } from '../rules/compile-rules.js';
import { ruleNotes } from './rule-notes.js';
import type { CompareRules } from '../rules/rules-schema.js';

const by1 = { absolute: 1 };
const within = { within: '1s' };

describe('notes on rules', () => {
  it.each<[string, CompareRules, (string | number)[], RegExp]>([
    [
      'one that maps two values to each other',
      { values: { '$.s': { A: 'B', B: 'A', C: 'D' } } },
      ['values', '$.s'],
      /^maps A, B, and maps others to the same: equal values always match/,
    ],
    ['one that ignores all', { ignore: ['$'] }, ['ignore', 0], /^silences the whole body/],
    [
      'one below an ignored place',
      { ignore: ['$.a'], lists: { '$.a.l': 'unordered' } },
      ['lists', '$.a.l'],
      /^changes no verdict: ignore › \$\.a silences it\. One of them can go/,
    ],
    [
      'an ignored place below another',
      { ignore: ['$.a.b', '$.a'] },
      ['ignore', 0],
      /ignore › \$\.a covers it/,
    ],
    [
      'one that more specific ones leave no place',
      { numbers: { '$..a': by1, '$[*]..a': by1, '$.a': by1 } },
      ['numbers', '$..a'],
      /more specific rules govern all its places: numbers › \$\.a/,
    ],
    [
      "one under the candidate's name",
      { renames: { '$.orders': '$.rows' }, numbers: { '$.rows[*].total': by1 } },
      ['numbers', '$.rows[*].total'],
      /paths are legacy's\. Write \$\.orders\[\*\]\.total$/,
    ],
    [
      "one under the candidate's name inside of another that moves",
      {
        renames: { '$.orders': '$.rows', '$.orders[*].total': '$.rows[*].sum' },
        numbers: { '$.rows[3].sum': by1 },
      },
      ['numbers', '$.rows[3].sum'],
      /Write \$\.orders\[3\]\.total$/,
    ],
    [
      "one under the candidate's name at legacy's container",
      {
        renames: { '$.orders': '$.rows', '$.orders[*].total': '$.rows[*].sum' },
        ignore: ['$.orders[*].sum'],
      },
      ['ignore', 0],
      /Write \$\.orders\[\*\]\.total$/,
    ],
    [
      "a key by the candidate's name",
      { renames: { '$.l[*].id': '$.l[*].key' }, lists: { '$.l': { by: 'key' } } },
      ['lists', '$.l'],
      /Write by: id$/,
    ],
    ['a rename of nothing', { renames: { '$.a': "$['a']" } }, ['renames', '$.a'], /both names are the same/],
    [
      'a name directly below a list',
      { lists: { '$.orders': 'unordered' }, numbers: { '$.orders.total': by1 } },
      ['numbers', '$.orders.total'],
      /lists › \$\.orders: unordered says is a list: .* write \$\.orders\[\*\]\.total$/,
    ],
    [
      'a name directly below a list anywhere',
      { lists: { '$..items': { by: 'sku' } }, ignore: ['$.a[*].items.at'] },
      ['ignore', 0],
      /write \$\.a\[\*\]\.items\[\*\]\.at$/,
    ],
    [
      'a list in a list by name',
      { lists: { '$.l': 'ordered', '$.l.m': 'unordered' } },
      ['lists', '$.l.m'],
      /write \$\.l\[\*\]\.m$/,
    ],
    [
      'a position in an unordered list',
      { lists: { '$.l': 'unordered' }, numbers: { '$.l[3].x': by1 } },
      ['numbers', '$.l[3].x'],
      /\[3\] is legacy's position\. For all of them, write \$\.l\[\*\]\.x$/,
    ],
    [
      'a key that an ignore rule names',
      { lists: { '$.l': { by: ['id', 'line'] } }, ignore: ['$..line'] },
      ['lists', '$.l'],
      /pairs members by line to the letter, whatever ignore › \$\.\.line forgives/,
    ],
    [
      'a key with a tolerance',
      { lists: { '$.l': { by: 'id' } }, numbers: { '$.l[*].id': by1 } },
      ['lists', '$.l'],
      /by id to the letter/,
    ],
    ['a key that is a path', { lists: { '$.l': { by: '$.id' } } }, ['lists', '$.l'], /write by: id$/],
    [
      'a key that looks like a path',
      { lists: { '$.l': { by: ['line', 'orderId.id'] } } },
      ['lists', '$.l'],
      /^by names members, no paths: a member called "orderId\.id" is looked for\. What stands inside of orderId cannot/,
    ],
    [
      'a key that is a deep path',
      { lists: { '$.l': { by: '$.a[0].id' } } },
      ['lists', '$.l'],
      /^by names members, no paths: a member called "\$\.a\[0\]\.id" is looked for\. What stands inside of a cannot/,
    ],
    [
      'values that are mapped to themselves',
      { values: { '$.s': { A: 'A', B: 'b', C: 'C' } } },
      ['values', '$.s'],
      /^maps A, C to the same, which changes nothing: equal values always match$/,
    ],
    [
      'a tolerance where times stand',
      { numbers: { '$.a.at': by1 }, times: { '$..at': within } },
      ['numbers', '$.a.at'],
      /times › \$\.\.at › within: 1s stands there too and comes first/,
    ],
    [
      'a map of numbers where a tolerance stands',
      { values: { '$.n': { '0': null, none: null } }, numbers: { '$..n': by1 } },
      ['values', '$.n'],
      /decides alone for 0: the tolerance of numbers › \$\.\.n/,
    ],
    ['a map of nothing', { values: { '$.n': {} } }, ['values', '$.n'], /it maps no value/],
    ['a header given twice', { headers: ['vary', 'Vary'] }, ['headers', 1], /"vary" stands for it already/],
    ['a header that a prefix names', { headers: ['x-a', 'X-*'] }, ['headers', 0], /"X-\*" stands for it/],
    [
      'names of cookies beside the cookies',
      { headers: ['set-cookie-names', 'set-cookie'] },
      ['headers', 0],
      /"set-cookie" stands/,
    ],
    ['an equate given twice', { equate: ['null-absent', 'null-absent'] }, ['equate', 1], /given twice/],
  ])('tell %s', (_, rules, where, message) => {
    expect(ruleProblems(rules)).toEqual([]);
    expect(ruleNotes(rules)).toEqual([{ where, message: expect.stringMatching(message) }]);
  });

  it.each<[string, CompareRules]>([
    [
      'a general and a special rule of one kind',
      { numbers: { '$..n': by1, '$.a.n': by1 }, lists: { '$..l': 'unordered', '$.l': { by: 'id' } } },
    ],
    ['numbers and words that are mapped to their texts', { values: { '$.s': { 1: '1', true: 'true' } } }],
    ['a tolerance for all, and times at some', { numbers: { '$[*]': by1 }, times: { '$.at': within } }],
    [
      'texts that are mapped beside a tolerance',
      { values: { '$.n': { none: null } }, numbers: { '$.n': by1 } },
    ],
    [
      'names that are swapped',
      { renames: { '$.a': '$.b', '$.b': '$.a' }, numbers: { '$.a': by1, '$.b.c': by1 } },
    ],
    [
      'a place of legacy inside of what moves',
      { renames: { '$.a': '$.b', '$.b.c': '$.d' }, numbers: { '$.b.c': by1 }, ignore: ['$.b.c.d'] },
    ],
    [
      'members of what may be lists or objects',
      { lists: { '$[*]': 'unordered' }, numbers: { '$.a.n': by1, '$.a[0]': by1 } },
    ],
    [
      'positions in an ordered list',
      { lists: { '$.l': 'ordered' }, numbers: { '$.l[0]': by1, '$.m[0]': by1 } },
    ],
    ['anything at any depth below a list', { lists: { '$.l': 'unordered' }, numbers: { '$.l..n': by1 } }],
    ['a key that an ignored place holds', { lists: { '$.a.l': { by: 'id' } }, ignore: ['$.b.l[*].id'] }],
  ])('say nothing of %s', (_, rules) => {
    expect(ruleProblems(rules)).toEqual([]);
    expect(ruleNotes(rules)).toEqual([]);
  });

  it('say nothing where there are no rules', () => {
    expect(ruleNotes({})).toEqual([]);
  });
});

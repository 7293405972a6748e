import { describe, expect, it } from 'vitest';
import { pairsOf, suggestFor, unknown, volatile } from './kept.cases.js';
import type { Known } from './suggestion.js';

type Make = (at: number) => readonly [legacy: unknown, candidate: unknown];
type Row = readonly [says: string, make: Make, rules: readonly unknown[]];

const rulesOf = (make: Make, count = 40): readonly unknown[] =>
  suggestFor(pairsOf(count, make)).suggestions.map(({ rules }) => rules);

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    it.each(rows)('%s', (_, make, rules) => {
      expect(rulesOf(make)).toEqual(rules);
    });
  });
}

const members = (at: number): { readonly id: number; readonly v: number }[] =>
  Array.from({ length: 4 }, (_, i) => ({ id: at * 10 + i, v: at + i * i }));

table('lists', [
  [
    'a list of values in another order is unordered',
    (at) => [{ l: [at, 2, 3.5] }, { l: [3.5, at, 2] }],
    [{ lists: { '$.l': 'unordered' } }],
  ],
  [
    'members in another order are found by what tells them apart, wherever they stand',
    (at) => [{ l: members(at) }, { l: members(at).toReversed() }],
    [{ lists: { '$.l': { by: 'id', order: 'any' } } }],
  ],
  [
    'what tells members apart on one side only is no key',
    (at) => [
      {
        l: [
          { k: 1, v: at },
          { k: 2, v: 0 },
        ],
      },
      {
        l: [
          { k: 2, v: 0 },
          { k: 2, v: 0 },
        ],
      },
    ],
    [],
  ],
  ['a member that is missing stays missing', (at) => [{ l: members(at) }, { l: members(at).slice(1) }], []],
  [
    'a value that differs in members that stand where they should stays',
    (at) => [{ l: [{ id: 1, s: `${at}` }] }, { l: [{ id: 1, s: `${at}x` }] }],
    [],
  ],
]);

table('numbers', [
  [
    'the smallest round tolerance that covers all',
    (at) => [{ n: 10 + at * 7 }, { n: 10 + at * 7 + (at % 3) * 0.004 }],
    [{ numbers: { '$.n': { absolute: 0.01 } } }],
  ],
  [
    'cut instead of rounded: some agree, all others are off by the same',
    (at) => [{ n: 10 + at * 7 }, { n: 10 + at * 7 - (at % 2) * 0.01 }],
    [{ numbers: { '$.n': { absolute: 0.01 } } }],
  ],
  [
    'a share, where large numbers are off by more',
    (at) => [{ n: 10 ** (at % 9) }, { n: 10 ** (at % 9) * (1 + (at % 5) * 0.001) }],
    [{ numbers: { '$.n': { relative: '0.5%' } } }],
  ],
  ['not another unit', (at) => [{ n: 10 + at }, { n: (10 + at) * 100 }], []],
  [
    'not a factor near one, of nothing that agrees',
    (at) => [{ n: 1000 + at * 17 }, { n: (1000 + at * 17) * 1.005 }],
    [],
  ],
  [
    'not one off everywhere, however large the numbers',
    (at) => [{ n: 1_000 + at * 900 }, { n: 1_001 + at * 900 }],
    [],
  ],
  ['not a count that is one off', (at) => [{ n: at % 12 }, { n: (at % 12) + (at % 2) }], []],
  ['not numbers that have nothing in common', (at) => [{ n: at * 37 + 1 }, { n: 5000 - at * 61 }], []],
]);

const instant = (seconds: number): string => new Date(1.7e12 + seconds * 1000).toISOString();

table('times', [
  [
    'the smallest span that covers all',
    (at) => [{ t: instant(at * 600) }, { t: instant(at * 600 + (at % 4) * 0.4) }],
    [{ times: { '$.t': { within: '2s' } } }],
  ],
  [
    'the same time, written otherwise',
    (at) => [{ t: instant(at * 600) }, { t: 1.7e9 + at * 600 }],
    [{ times: { '$.t': { within: '0s' } } }],
  ],
  ['not another zone', (at) => [{ t: instant(at * 86_400) }, { t: instant(at * 86_400 + 3_600) }], []],
  [
    'not a clock that is off by the same everywhere',
    (at) => [{ t: instant(at * 86_400) }, { t: instant(at * 86_400 + 7) }],
    [],
  ],
  [
    'not counts, which are no times',
    (at) => [{ t: at * 100 }, { t: at * 100 + 1 + (at % 3) }],
    [{ numbers: { '$.t': { absolute: 5 } } }],
  ],
]);

table('equate', [
  ['null against absent', (at) => [{ a: null, b: at }, { b: at }], [{ equate: ['null-absent'] }]],
  ['absent against an empty list', (at) => [{ b: at }, { b: at, l: [] }], [{ equate: ['empty-absent'] }]],
  ['a number as a text', (at) => [{ n: `${at}` }, { n: at }], [{ equate: ['number-string'] }]],
  ['not null against a value', (at) => [{ a: null }, { a: at }], []],
  ['not another number as a text', (at) => [{ n: `${at}` }, { n: at + 1 }], []],
]);

table('renames', [
  [
    'the same value under another name',
    (at) => [
      { id: at, n: `n${at}` },
      { id: at, name: `n${at}` },
    ],
    [{ renames: { '$.n': '$.name' } }],
  ],
  [
    'in the members of a list',
    (at) => [{ l: [{ n: at }, { n: 7 }] }, { l: [{ m: at }, { m: 7 }] }],
    [{ renames: { '$.l[*].n': '$.l[*].m' } }],
  ],
  [
    'a whole list',
    (at) => [{ orders: members(at) }, { fulfilments: members(at) }],
    [{ renames: { '$.orders': '$.fulfilments' } }],
  ],
  [
    'of two that have the values, the one that is called more like it',
    (at) => [{ custId: at }, { customerId: at, other: at }],
    [{ renames: { '$.custId': '$.customerId' } }],
  ],
  ['not another value', (at) => [{ n: at }, { name: at + 1 }], []],
  ['not a value that is the same everywhere', () => [{ n: 'EUR' }, { name: 'EUR' }], []],
]);

const words = ['NEW', 'SENT', 'LOST'];
const word = (at: number): string => words[at % 3]!;
table('values', [
  [
    'each value has its own',
    (at) => [{ s: word(at) }, { s: word(at).toLowerCase() }],
    [{ values: { '$.s': { NEW: 'new', SENT: 'sent', LOST: 'lost' } } }],
  ],
  [
    'true as a word',
    (at) => [{ s: at % 2 === 0 }, { s: at % 2 === 0 ? 'yes' : 'no' }],
    [{ values: { '$.s': { true: 'yes', false: 'no' } } }],
  ],
  ['not two that become one', (at) => [{ s: word(at) }, { s: word(at) === 'NEW' ? 'open' : 'closed' }], []],
  [
    'not one that becomes another of legacy’s: an event that was missed',
    (at) => [{ s: word(at) }, { s: word(at) === 'SENT' ? 'NEW' : word(at) }],
    [],
  ],
  ['not a value that now is this and now that', (at) => [{ s: word(at) }, { s: `${word(at)}${at % 2}` }], []],
  ['not many values: free text', (at) => [{ s: `a ${at}` }, { s: `b ${at}` }], []],
  ['not the opposite', (at) => [{ s: at % 2 === 0 }, { s: at % 2 === 1 }], []],
  ['not prices', (at) => [{ s: at % 3 }, { s: (at % 3) * 100 + 1000 }], []],
]);

describe('ignore', () => {
  const noise: Make = (at) => [
    { t: `${at}-l`, s: 1 },
    { t: `${at}-c`, s: 1 },
  ];
  const kept = pairsOf(40, noise);
  const settled = (known: Partial<Known>): readonly unknown[] =>
    suggestFor(kept, {}, { known: () => ({ ...volatile(), ...known }) }).suggestions.map(
      ({ rules }) => rules,
    );

  it('is suggested where nearly all entities that were compared are volatile', () => {
    const { suggestions } = suggestFor(kept, {}, { known: () => volatile(40) });
    expect(suggestions).toEqual([
      {
        section: 'ignore',
        rules: { ignore: ['$.t'] },
        silences: [{ pattern: '$.t', kind: 'value', pairs: 40, entities: 40, silenced: 40 }],
        alsoSilences: [],
        support: { pairs: 40, entities: 40, matching: 40 },
        forgives: false,
        compared: { compared: 40, differing: 40, settled: 40, volatile: 40 },
      },
    ]);
  });

  it.each<readonly [string, Partial<Known>]>([
    ['some agree', { entities: { compared: 100, differing: 98, settled: 98, volatile: 98 } }],
    ['some are not volatile', { entities: { compared: 100, differing: 100, settled: 100, volatile: 98 } }],
    ['too few were compared', { entities: { compared: 19, differing: 19, settled: 19, volatile: 19 } }],
    ['too few settled', { entities: { compared: 500, differing: 500, settled: 19, volatile: 19 } }],
    ['one settled as semantic', { classes: { semantic: 1, missing: 0, stale: 0 } }],
    ['one settled as missing', { classes: { semantic: 0, missing: 1, stale: 0 } }],
    ['nothing settled', unknown],
  ])('is not suggested where %s', (_, known) => {
    expect(settled(known)).toEqual([]);
  });

  it('is not suggested where a narrower rule does', () => {
    const known = (): Known => volatile();
    const pairs = pairsOf(40, (at) => [{ t: instant(at * 600) }, { t: instant(at * 600 + (at % 3) * 0.3) }]);
    expect(suggestFor(pairs, {}, { known }).suggestions.map(({ rules }) => rules)).toEqual([
      { times: { '$.t': { within: '1s' } } },
    ]);
  });
});

describe('a suggestion', () => {
  const renamed = pairsOf(40, (at) => [{ n: `n${at}` }, { name: `n${at}` }]);

  it('says that it forgives what a client would see', () => {
    const semantic: Known = { ...unknown, settled: 3, classes: { semantic: 3, missing: 0, stale: 0 } };
    const forgives = (known: Known): readonly boolean[] =>
      suggestFor(renamed, {}, { known: () => known }).suggestions.map((one) => one.forgives);
    expect([forgives(semantic), forgives(unknown)]).toEqual([[true], [false]]);
  });

  it('is not made for what heals by itself, for few entities, or for what a custom comparator forgives', () => {
    const stale: Known = { ...unknown, settled: 4, classes: { semantic: 1, missing: 0, stale: 3 } };
    expect(suggestFor(renamed, {}, { known: () => stale }).suggestions).toEqual([]);
    expect(suggestFor(renamed.slice(0, 4)).suggestions).toEqual([]);
    const hot = renamed.map((pair) => ({ ...pair, entity: 'one' }));
    expect(suggestFor(hot).suggestions).toEqual([]);
    expect(suggestFor(renamed, {}, { stood: () => false }).suggestions).toEqual([]);
  });

  it('tells no value that is redacted, and says that it would have to', () => {
    const pairs = pairsOf(40, (at) => [{ s: word(at) }, { s: word(at).toLowerCase() }]);
    const told = suggestFor(pairs, {}, { isTellable: () => false });
    expect(told).toMatchObject({ suggestions: [], withheld: ['$.s'] });
    expect(JSON.stringify(told)).not.toContain('LOST');
  });

  it('is told with what it silences beside what it is meant for, where it holds everywhere', () => {
    const pairs = pairsOf(40, (at) => [
      { a: null, b: at % 2 === 0 ? null : at },
      at % 2 === 0 ? {} : { b: at + 1 },
    ]);
    const [suggestion] = suggestFor(pairs).suggestions;
    expect(suggestion).toMatchObject({ rules: { equate: ['null-absent'] } });
    expect(suggestion?.silences.map(({ pattern }) => pattern).toSorted()).toEqual(['$.a', '$.b']);
    expect(suggestion?.support).toEqual({ pairs: 40, entities: 40, matching: 20 });
  });

  it('stops where time is over, and says so', () => {
    let left = 10;
    const told = suggestFor(renamed, {}, { hasTime: () => (left -= 1) > 0 });
    expect(told).toMatchObject({ suggestions: [], complete: false });
  });

  it('stands beside the present rules', () => {
    const present = { renames: { '$.n': '$.name' } };
    const pairs = pairsOf(40, (at) => [
      { n: `n${at}`, s: word(at) },
      { name: `n${at}`, s: word(at).toLowerCase() },
    ]);
    expect(suggestFor(pairs, present).suggestions.map(({ section }) => section)).toEqual(['values']);
  });
});

import { describe, expect, it } from 'vitest';
import { readJson } from '../reading/json.js';
import { answerLimits } from '../limits.js';
import { readXml } from '../reading/xml.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { rulesInSample } from './sample-rules.js';

const seen = (document: unknown, rules: CompareRules) =>
  rulesInSample({ value: readJson(JSON.stringify(document), answerLimits).value, format: 'json' }, rules);
const patterns = (document: unknown, rules: CompareRules): readonly string[] =>
  seen(document, rules).patterns.map(
    ({ pattern, places, rules }) =>
      `${pattern} ×${places}: ${rules.map(({ rule, places }) => `${rule} ×${places}`).join('; ')}`,
  );

describe('a sample seen through rules', () => {
  it('tells for each pattern which rules govern it, and at how many places', () => {
    expect(
      patterns(
        { orders: [{ total: 1, note: 'a' }, { total: 2 }], empty: [], meta: { deep: { x: 1 } }, total: 3 },
        {
          ignore: ['$.meta'],
          lists: { '$.orders': 'unordered' },
          numbers: { '$..total': { absolute: 1 }, '$.orders[1].total': { absolute: 2 } },
          renames: { '$.orders[*].note': '$.orders[*].text' },
        },
      ),
    ).toEqual([
      '$.orders ×1: lists › $.orders: unordered ×1',
      '$.orders[*].total ×2: numbers › $..total › absolute: 1 ×1; numbers › $.orders[1].total › absolute: 2 ×1',
      '$.orders[*].note ×1: renames › $.orders[*].note: $.orders[*].text ×1',
      '$.empty ×1: ',
      '$.meta ×1: ignore › $.meta ×1',
      '$.total ×1: numbers › $..total › absolute: 1 ×1',
    ]);
  });

  it('tells rules in the order in which they are asked', () => {
    expect(
      patterns(5, {
        numbers: { $: { absolute: 1 } },
        times: { $: { within: '1s' } },
        values: { $: { 5: 6 } },
      }),
    ).toEqual(['$ ×1: values › $ ×1; times › $ › within: 1s ×1; numbers › $ › absolute: 1 ×1']);
  });

  it.each<[string, unknown, CompareRules, object]>([
    [
      'matches nothing',
      { n: 2, l: [{ n: 1 }] },
      { numbers: { '$.l.n': { absolute: 1 } } },
      { matches: 0, governs: 0, judges: 0, alike: '$.l[*].n' },
    ],
    [
      'matches nothing that looks like it',
      {},
      { numbers: { '$.l[*]': { absolute: 1 } } },
      { matches: 0, governs: 0, judges: 0 },
    ],
    [
      'matches nothing for a name that is nearly one',
      { meta: { traceId: 1 } },
      { lists: { '$.meta.traecId': 'unordered' } },
      { matches: 0, governs: 0, judges: 0, alike: '$.meta.traceId' },
    ],
    [
      'matches nothing for a name that is nearly one at any depth',
      { l: [{ totals: { sum: 1 } }] },
      { numbers: { '$..total.sum': { absolute: 1 } } },
      { matches: 0, governs: 0, judges: 0, alike: '$.l[*].totals' },
    ],
    [
      'matches nothing for a name that is nearly one in the members of a list',
      { orders: [{ total: 1 }] },
      { numbers: { '$.orders.totl': { absolute: 1 } } },
      { matches: 0, governs: 0, judges: 0, alike: '$.orders[*].total' },
    ],
    [
      'matches nothing beyond the end of a list',
      { l: [{ n: 1 }] },
      { numbers: { '$.l[3].nn': { absolute: 1 } } },
      { matches: 0, governs: 0, judges: 0, alike: '$.l[*].n' },
    ],
    [
      'pairs by what no member has',
      { l: [{ orderId: 1, line: 1, total: {} }, 'x'] },
      { lists: { '$.l': { by: ['OrderId', 'line', 'totals'] } } },
      {
        matches: 1,
        governs: 1,
        judges: 1,
        lacks: [{ name: 'OrderId', alike: 'orderId' }, { name: 'totals' }],
      },
    ],
    [
      'pairs a list of nobody knows what',
      { l: [] },
      { lists: { '$.l': { by: 'id' } } },
      { matches: 1, governs: 1, judges: 1 },
    ],
    [
      'is overruled',
      { n: 1 },
      { numbers: { '$..n': { absolute: 1 }, '$.n': { absolute: 2 } } },
      { matches: 1, governs: 0, judges: 0 },
    ],
    [
      'is silenced',
      { a: { n: 1 } },
      { numbers: { '$.a.n': { absolute: 1 } }, ignore: ['$.a'] },
      { matches: 1, governs: 0, judges: 0 },
    ],
    [
      'is a tolerance for texts',
      { n: '12.50' },
      { numbers: { '$.n': { absolute: 1 } } },
      { matches: 1, governs: 1, judges: 0, met: ['"12.50"'] },
    ],
    [
      'is a tolerance for texts that stand for numbers',
      { n: '12.50' },
      { numbers: { '$.n': { absolute: 1 } }, equate: ['number-string'] },
      { matches: 1, governs: 1, judges: 1 },
    ],
    [
      'is a tolerance for numbers that no double holds',
      [12345678901234567890n.toString()].map(Number),
      { numbers: { '$[*]': { absolute: 1 } } },
      { matches: 1, governs: 1, judges: 1 },
    ],
    [
      'pairs what is no list',
      { l: {} },
      { lists: { '$.l': 'unordered' } },
      { matches: 1, governs: 1, judges: 0, met: ['an object'] },
    ],
    [
      'maps other values',
      [{ s: 'OPEN' }, { s: null }, { s: 'OPEN' }, { s: 3 }, { s: [1] }, { s: 'LATE' }],
      { values: { '$..s': { SHIPPED: 'shipped' } } },
      { matches: 6, governs: 6, judges: 0, met: ['"OPEN"', 'null', '3', 'a list'] },
    ],
  ])('tells of a rule that it %s', (_, document, rules, expected) => {
    expect(seen(document, rules).rules.find(({ where }) => where[0] !== 'ignore')).toEqual({
      rule: expect.any(String),
      where: expect.any(Array),
      ...expected,
    });
  });

  it('reads XML as it is compared: lists by rule, texts as values, numbers as texts', () => {
    const xml = '<r><o id="1"><n>1.5</n></o><s lang="en">x</s><s>y</s><at>12</at></r>';
    const { patterns, rules } = rulesInSample(
      { value: readXml(xml, answerLimits), format: 'xml' },
      {
        lists: { '$.r.o': { by: 'id' } },
        numbers: { '$..n': { absolute: 1 } },
        ignore: ['$.r.s[*]'],
        values: { '$.r.at': { 12: 13 } },
      },
    );
    expect(patterns.map(({ pattern, places }) => `${pattern} ×${places}`)).toEqual([
      '$.r.o ×1',
      '$.r.o[*].id ×1',
      '$.r.o[*].n ×1',
      '$.r.s[*] ×2',
      '$.r.at ×1',
    ]);
    expect(rules.filter(({ judges }) => judges === 0)).toEqual([]);
  });

  it('takes hostile names for names', () => {
    expect(patterns(JSON.parse('{"__proto__":{"a":1}}'), { ignore: ["$['__proto__'].a"] })).toEqual([
      "$.__proto__.a ×1: ignore › $['__proto__'].a ×1",
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { compareTexts } from './compare-documents.js';
import { compileRules } from './rules/compile-rules.js';
import type { CompareRules } from './rules/rules-schema.js';
import { bytes, compare, told } from './xml.cases.js';

describe('XML is compared', () => {
  it.each<[string, string, string, readonly string[], CompareRules?]>([
    ['indentation and comments aside', '<r><a>1</a></r>', '<r>\n  <!-- x -->\n  <a>1</a>\n</r>', []],
    ['attributes in any order', '<r a="1" b="2"/>', '<r b="2" a="1"/>', []],
    ['siblings of different names in any order', '<r><a/><b/></r>', '<r><b/><a/></r>', []],
    ['from its root element on', '<r>1</r>', '<r>2</r>', ['value $.r']],
    ['with its root named', '<r/>', '<s/>', ['absent $.r', 'extra $.s']],
    ['attributes as members', '<r><a x="1"/></r>', '<r><a x="2"/></r>', ['value $.r.a.x']],
    ['the text as the value', '<r><a x="1">5</a></r>', '<r><a x="1">6</a></r>', ['value $.r.a']],
    ['an attribute that only one has', '<r><a>5</a></r>', '<r><a x="1">5</a></r>', ['extra $.r.a.x']],
    ['a text that only one has', '<r><a x="1"/></r>', '<r><a x="1">5</a></r>', ['value $.r.a']],
    ['a missing element at its root', '<r><a><b/><c/></a></r>', '<r/>', ['absent $.r.a']],
    ['one element against two as lists', '<r><i>1</i></r>', '<r><i>1</i><i>2</i></r>', ['extra $.r.i[1]']],
    [
      'two elements against none as lists',
      '<r><i>1</i><i>2</i></r>',
      '<r/>',
      ['absent $.r.i[0]', 'absent $.r.i[1]'],
    ],
    [
      'what repeats anywhere as a list everywhere',
      '<r><o><i>1</i></o><o><i>2</i><i>3</i></o></r>',
      '<r><o><i>9</i></o><o><i>2</i><i>3</i></o></r>',
      ['value $.r.o[0].i[0]'],
    ],
    ['where words stand among elements', '<p>a <b/>c</p>', '<p>a c<b/></p>', ['value $.p']],
    ['elements that moved', '<r><i>1</i><i>2</i></r>', '<r><i>2</i><i>1</i></r>', ['order $.r.i']],
    [
      'unordered',
      '<r><i>1</i><i>2</i></r>',
      '<r><i>2</i><i>1</i></r>',
      [],
      { lists: { '$.r.i': 'unordered' } },
    ],
    [
      'unordered, by rules for their own text and their attributes',
      '<r><i n="1">1</i><i n="3">3</i></r>',
      '<r><i n="3.1">3.1</i><i n="1.1">1.1</i></r>',
      [],
      {
        lists: { '$.r.i': 'unordered' },
        numbers: { '$.r.i[*]': { absolute: 0.2 }, '$..n': { absolute: 0.2 } },
      },
    ],
    [
      'by key, though there is but one',
      '<r><o><id>1</id><t>5</t></o></r>',
      '<r><o><id>2</id><t>5</t></o></r>',
      ['absent $.r.o[0]', 'extra $.r.o[0]'],
      { lists: { '$.r.o': { by: 'id' } } },
    ],
    [
      'by a key with attributes',
      '<r><o><id k="a">1</id></o><o><id k="a">2</id><x/></o></r>',
      '<r><o><id k="b">2</id><x/></o><o><id k="a">1</id></o></r>',
      ['order $.r.o', 'value $.r.o[1].id.k'],
      { lists: { '$.r.o': { by: 'id' } } },
    ],
    [
      'within a tolerance',
      '<r><t>5.00</t></r>',
      '<r><t>5.01</t></r>',
      [],
      { numbers: { '$.r.t': { absolute: 0.01 } } },
    ],
    [
      'within a tolerance, whatever attributes stand beside',
      '<r><t c="E">5.00</t></r>',
      '<r><t c="E">5.01</t></r>',
      [],
      { numbers: { '$.r.t': { absolute: 0.01 } } },
    ],
    [
      'by the rules of its members, though there is but one',
      '<r><o><t>5</t></o></r>',
      '<r><o><t>6</t></o></r>',
      [],
      { numbers: { '$.r.o[*].t': { absolute: 1 } } },
    ],
    [
      'with times',
      '<r at="2026-01-01T00:00:00Z"/>',
      '<r at="2026-01-01T01:00:01+01:00"/>',
      [],
      { times: { '$.r.at': { within: '1s' } } },
    ],
    ['with values', '<r><s>1</s></r>', '<r><s>2</s></r>', [], { values: { '$.r.s': { 1: 2 } } }],
    [
      'less what is ignored',
      '<r><a x="1">5</a></r>',
      '<r><a x="2">5</a></r>',
      ['ignored value $.r.a.x'],
      { ignore: ['$..x'] },
    ],
    [
      'less an ignored attribute that only one has, in a list in no order',
      '<r><i>1</i><i>2</i></r>',
      '<r><i x="9">2</i><i>1</i></r>',
      ['ignored extra $.r.i[1].x'],
      { lists: { '$.r.i': 'unordered' }, ignore: ['$..x'] },
    ],
    [
      'renamed, an attribute being an element before',
      '<r><o><id>1</id></o></r>',
      '<r><o key="1"/></r>',
      [],
      { renames: { '$.r.o[*].id': '$.r.o[*].key' } },
    ],
    [
      'renamed, with a list of one',
      '<r><order><t>1</t></order></r>',
      '<r><purchase><t>2</t></purchase></r>',
      ['value $.r.order.t'],
      { renames: { '$.r.order': '$.r.purchase' } },
    ],
    [
      'with lists that are there on one side, but ignored',
      '<r><o><n>1</n><i>x</i></o><o><n>2</n></o></r>',
      '<r><o><n>2</n><i>y</i></o><o><n>1</n></o></r>',
      ['ignored absent $.r.o[0].i[0]', 'ignored extra $.r.o[1].i[0]'],
      { lists: { '$.r.o': 'unordered' }, ignore: ['$.r.o[*].i[*]'] },
    ],
    [
      'with a star over the members of the root',
      '<r><id>1</id><o><ts>1</ts></o></r>',
      '<r><id>2</id><o><ts>2</ts></o></r>',
      ['ignored value $.r.id', 'ignored value $.r.o.ts'],
      { ignore: ['$.r.id', '$.r[*].ts'] },
    ],
    [
      'with a star over the members of an element',
      '<r><p><eur>1</eur><usd>5</usd></p></r>',
      '<r><p><eur>2</eur><usd>4</usd></p></r>',
      [],
      { numbers: { '$.r.p[*]': { absolute: 1 } } },
    ],
    [
      'renamed into an element of nothing but text',
      '<r><price currency="EUR">5</price></r>',
      '<r><price>5</price><currency>EUR</currency></r>',
      [],
      { renames: { '$.r.price.currency': '$.r.currency' } },
    ],
    [
      'renamed into an empty element',
      '<r><price currency="EUR"/></r>',
      '<r><price/><currency>USD</currency></r>',
      ['value $.r.price.currency'],
      { renames: { '$.r.price.currency': '$.r.currency' } },
    ],
    [
      'renamed away from an element that is left empty',
      '<r><a/><n>2</n></r>',
      '<r><n>2</n></r>',
      [],
      { renames: { '$.r.a.b': '$.r.c' } },
    ],
    ['empty elements as absent', '<r><a/></r>', '<r/>', [], { equate: ['empty-absent'] }],
  ])('%s', (_, legacy, candidate, differences, rules = {}) => {
    expect(told(compare(legacy, candidate, rules))).toEqual(differences);
  });

  it('tells a text with its element, and what is missing with all that it holds', () => {
    expect(compare('<r><a x="1">5</a></r>', '<r/>')).toMatchObject({
      differences: [{ path: '$.r.a', legacy: { x: '1', '#text': '5' } }],
    });
  });

  it('costs no more when every element has a name of its own', () => {
    const wide = (mark: string): string =>
      `<r>${Array.from({ length: 20_000 }, (_, at) => `<e><k${at}>${mark}</k${at}><i/><i/></e>`).join('')}</r>`;
    let asked = 0;
    const clock = (): number => (asked += 1);
    const limits = { clock, milliseconds: 400, keys: 1_000_000 };
    const comparison = compareTexts(bytes(wide('1')), bytes(wide('2')), 'xml', compileRules({}), limits);
    expect(told(comparison)).toHaveLength(20_000);
  });
});

import { describe, expect, it } from 'vitest';
import { readNumber } from '../../comparators/scalars/exact-number.js';
import { ignorable, stillCompared, valuesByPattern, whyWithheld } from './still-compared.js';

const of = (document: unknown) => valuesByPattern(document, undefined);
const uuid = '0a1b2c3d-0000-4000-8000-0123456789ab';

describe('what is still compared', () => {
  it('are all values by the patterns of their places, empty ones and exact numbers too', () => {
    const exact = readNumber('12345678901234567890');
    const values = of({ id: 12, list: [{ a: 1 }, { a: null }], none: [], 'a b': exact });
    expect([...values].map(([pattern, { characters }]) => [pattern, characters])).toEqual([
      ['$.id', 2],
      ['$.list[*].a', 5],
      ['$.none', 0],
      ["$['a b']", 20],
    ]);
  });

  it('has the text of an XML element at the place of the element', () => {
    const values = valuesByPattern({ r: { '@id': '1', '#text': 'a' } }, '#text');
    expect([...values.keys()]).toEqual(["$.r['@id']", '$.r']);
  });

  it('is nothing once all patterns of a document are ignored', () => {
    expect(stillCompared(of({ a: 1, b: [2, 3] }), ['$.a', '$.b[*]', '$.nowhere'])).toMatchObject({
      patterns: 0,
      characters: 0,
    });
  });
});

describe('a pattern is ignored', () => {
  it.each([
    ['an id beside another', { id: 1, requestId: uuid }, '$.requestId'],
    ['a time beside an id', { id: 1, at: 'Fri, 22 Nov 2024 23:36:00 GMT' }, '$.at'],
    ['a text that is the lesser part', { ids: Array(50).fill(uuid), debug: '{"n":1}' }, '$.debug'],
  ])('where it is %s', (_, document, pattern) => {
    expect([...ignorable([pattern], [of(document)]).ignored]).toEqual([pattern]);
  });

  it.each([
    ['all there is', 'all', { a: uuid }, '$.a'],
    ['every line of a text', 'all', ['one', 'two'], '$[*]'],
    ['a JSON text beside little', 'most', { id: 1, data: '{"total":12,"n":1}' }, '$.data'],
    ['a page beside little', 'most', { id: 1, page: '<p>12</p>' }, '$.page'],
    ['several lines beside little', 'most', { id: 1, log: 'one\ntwo' }, '$.log'],
    ['a sentence beside little', 'most', { id: 1, says: 'customer 1 owes 10' }, '$.says'],
  ])('but not where it is %s', (_, why, document, pattern) => {
    expect([...ignorable([pattern], [of(document)]).withheld]).toEqual([[pattern, why]]);
  });

  it('as far as something is left: of several that are all there is the largest is compared', () => {
    const { ignored, withheld, left } = ignorable(['$.b', '$.a'], [of({ a: 1, b: uuid })]);
    expect([[...ignored], [...withheld]]).toEqual([['$.a'], [['$.b', 'all']]]);
    expect(left.map(({ patterns }) => patterns)).toEqual([1]);
    expect(whyWithheld('$.b', left)).toBe('all');
  });

  it('where most documents that have it have more', () => {
    const documents = [of({ a: uuid }), of({ a: uuid, b: 1 }), of({ a: uuid, b: 1 }), of({ c: 1 })];
    expect([...ignorable(['$.a'], documents).ignored]).toEqual(['$.a']);
    expect([...ignorable(['$.a'], documents.slice(0, 2)).withheld]).toEqual([['$.a', 'all']]);
  });
});

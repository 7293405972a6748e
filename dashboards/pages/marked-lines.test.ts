import { describe, expect, it } from 'vitest';
import { compareTexts } from '../../comparators/compare-documents.js';
import type { Difference } from '../../comparators/difference.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { bodyLines } from './body-lines.js';
import { markedPlaces } from './marked-lines.js';

/** What is marked of two bodies that were compared by rules. */
function markedOf(legacy: unknown, candidate: unknown, rules: CompareRules) {
  const [left, right] = [legacy, candidate].map((body) => Buffer.from(JSON.stringify(body)));
  const comparison = compareTexts(
    left ?? Buffer.alloc(0),
    right ?? Buffer.alloc(0),
    'json',
    compileRules(rules),
  );
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  const marked = markedPlaces({ legacy, candidate }, comparison.differences, comparison.ignored);
  return { legacy: [...marked.legacy].toSorted(), candidate: [...marked.candidate].toSorted() };
}

describe('a body is marked', () => {
  it('where it holds what a difference says, and nowhere else', () => {
    const differences: readonly Difference[] = [
      { path: '$.a', pattern: '$.a', kind: 'value', legacy: 1, candidate: 2 },
      { path: '$.l[0].b', pattern: '$.l[*].b', kind: 'value', legacy: 'x', candidate: 'y' },
      { path: '$.gone', pattern: '$.gone', kind: 'absent', legacy: null },
      { path: '$.<b>', pattern: '$.<b>', kind: 'value', legacy: 1, candidate: 1 },
    ];
    const legacy = { a: 1, l: [{ b: 'x' }], gone: null };
    const marked = markedPlaces({ legacy, candidate: { a: 2, l: [{ b: 'z' }, { b: 'w' }] } }, differences);
    expect([...marked.legacy]).toEqual(['$.a', '$.l[0].b', '$.gone']);
    expect([...marked.candidate]).toEqual(['$.a']);
    expect([...markedPlaces({ legacy, candidate: undefined }, differences).candidate]).toEqual([]);
  });

  it('of a keyed list in another order at the members that belong together', () => {
    const order = (id: number, status: string, total: number, qty: number): unknown => ({
      at: `legacy ${id}`,
      id,
      status,
      total,
      lines: [
        { sku: 'a', qty: 1 },
        { sku: 'b', qty },
      ],
    });
    const legacy = { orders: [order(1, 'new', 10, 2), order(2, 'sent', 20, 2), order(3, 'new', 30, 2)] };
    const candidate = {
      orders: [order(3, 'new', 30, 2), order(1, 'sent', 10, 4), order(2, 'sent', 20.5, 2)],
    };
    const rules: CompareRules = { lists: { '$.orders': { by: 'id' } }, ignore: ['$..at'] };
    expect(markedOf(legacy, candidate, rules)).toEqual({
      legacy: ['$.orders[0].lines[1].qty', '$.orders[0].status', '$.orders[1].total'],
      candidate: ['$.orders[1].lines[1].qty', '$.orders[1].status', '$.orders[2].total'],
    });
  });

  it('in lists that lost and gained members', () => {
    const rules: CompareRules = { lists: { '$.l': { by: 'id' } } };
    const member = (id: number, v: number): unknown => ({ id, v });
    expect(
      markedOf(
        { l: [member(1, 1), member(2, 1), member(3, 1)] },
        { l: [member(4, 1), member(3, 2), member(2, 1)] },
        rules,
      ),
    ).toEqual({ legacy: ['$.l[0]', '$.l[2].v'], candidate: ['$.l[0]', '$.l[1].v'] });
    expect(markedOf(['a', 'b', 'c'], ['b', 'x', 'c', 'y'], {})).toEqual({
      legacy: ['$[0]'],
      candidate: ['$[1]', '$[3]'],
    });
  });

  it('under the name that a rename has given', () => {
    const rules: CompareRules = {
      renames: { '$.orders': '$.recent', '$.orders[*].total': '$.recent[*].sum' },
      lists: { '$.orders': { by: 'id' } },
    };
    const legacy = { n: 1, orders: [{ id: 1, total: 5, s: 'x' }] };
    const candidate = { n: 1, z: [1], recent: [{ id: 0 }, { id: 1, sum: 5, s: 'y' }] };
    expect(markedOf(legacy, candidate, rules)).toEqual({
      legacy: ['$.orders[0].s'],
      candidate: ['$.recent[0]', '$.recent[1].s', '$.z'],
    });
  });

  it('by its lines where it is a text', () => {
    const line: Difference = { path: '$[1]', pattern: '$[*]', kind: 'value', legacy: 'two' };
    const bodies = { legacy: ['one', 'two'], candidate: ['one'] };
    expect([...markedPlaces(bodies, [line]).legacy]).toEqual(['$[1]']);
    const end: Difference = { ...line, candidate: 'two\r' };
    expect([...markedPlaces({ ...bodies, candidate: bodies.legacy }, [end]).candidate]).toEqual(['$[1]']);
    expect(bodyLines('one\ntwo').map(({ path }) => path)).toEqual(['$[0]', '$[1]']);
  });

  it('where XML has it: a single element of a list, a text beside attributes, a list that is hidden', () => {
    const differences: readonly Difference[] = [
      { path: '$.r.i[0]', pattern: '$.r.i[*]', kind: 'value', legacy: '1', candidate: '2' },
      { path: '$.r.n[0]', pattern: '$.r.n[*]', kind: 'absent', legacy: { l: ['4'], '#text': '3' } },
      { path: '$.r.t', pattern: '$.r.t', kind: 'value', legacy: 'a', candidate: 'b' },
      {
        path: '$.r.e[1]',
        pattern: '$.r.e[*]',
        kind: 'value',
        legacy: '[redacted 000002]',
        candidate: '[redacted 000003]',
      },
    ];
    const legacy = {
      r: { i: '1', n: { l: '4', '#text': '3' }, t: { k: 'v', '#text': 'a' }, e: '[redacted 000001]' },
    };
    const candidate = { r: { i: ['2', '9'], t: { k: 'v', '#text': 'b' }, e: '[redacted 000004]' } };
    const marked = markedPlaces({ legacy, candidate }, differences);
    expect([...marked.legacy]).toEqual(['$.r.i', '$.r.n', "$.r.t['#text']", '$.r.e']);
    expect([...marked.candidate]).toEqual(['$.r.i[0]', "$.r.t['#text']", '$.r.e']);
  });

  it('where nothing moved, if it is too big to be searched', () => {
    const legacy = { l: Array.from({ length: 6000 }, (_, at) => at), a: 1 };
    expect(markedOf(legacy, { ...legacy, a: 2 }, {}).candidate).toEqual(['$.a']);
  });
});

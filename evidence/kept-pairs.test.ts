import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../comparators/observation.js';
import type { Field } from '../comparators/suggest/suggestion.js';
import { KeptPairs, keptBounds } from './kept-pairs.js';

const answer = (bytes: number | null): Answer => ({
  kind: 'answer',
  status: 200,
  headers: [],
  body: bytes === null ? null : new Uint8Array(bytes),
});
const pair = (entity: number | string, bytes: number | null = 10) => ({
  entity: String(entity),
  legacy: answer(bytes),
  candidate: answer(bytes),
});
const field = (pattern = '$.a'): Field => ({ pattern, kind: 'value' });
const differs = (...patterns: readonly string[]) => ({ differences: patterns.map((one) => field(one)) });
const matches = { differences: [] };

function kept(bounds: Partial<typeof keptBounds> = {}) {
  let now = 0;
  const pairs = new KeptPairs(() => now, { ...keptBounds, ...bounds });
  return { pairs, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('kept pairs', () => {
  it('are kept of a route only while something differs', () => {
    const { pairs } = kept();
    pairs.keep('r', pair(1), matches);
    expect([pairs.of('r'), pairs.bytes]).toEqual([[], 0]);
    pairs.keep('r', pair(2), differs('$.a'));
    pairs.keep('r', pair(3), matches);
    expect(
      pairs
        .of('r')
        .map(({ entity }) => entity)
        .toSorted(),
    ).toEqual(['2', '3']);
    expect(pairs.of('other')).toEqual([]);
  });

  it('are copies: the buffer that they came in goes back', () => {
    const { pairs } = kept();
    const buffer = Buffer.from('before');
    const body = buffer.subarray(0);
    pairs.keep('r', { ...pair(1), legacy: { ...answer(0), body } }, differs('$.a'));
    buffer.write('after!');
    expect(new TextDecoder().decode(pairs.of('r')[0]?.legacy.body ?? undefined)).toBe('before');
  });

  it('go when they are too old, and what matches with the last that differs', () => {
    const { pairs, pass } = kept();
    pairs.keep('r', pair(1), differs('$.a'));
    pass(keptBounds.age / 2);
    pairs.keep('r', pair(2), matches);
    pass(keptBounds.age / 2);
    expect(pairs.of('r')).toHaveLength(2);
    pass(1);
    pairs.dropOld();
    expect([pairs.of('r'), pairs.bytes]).toEqual([[], 0]);
  });

  it('go with the evidence of their route', () => {
    const { pairs } = kept();
    pairs.keep('r', pair(1), differs('$.a'));
    pairs.keep('s', pair(1), differs('$.a'));
    pairs.forget('r');
    expect([pairs.of('r').length, pairs.of('s').length]).toEqual([0, 1]);
    expect(pairs.stood('r', field())).toBe(false);
    expect(pairs.stood('s', field())).toBe(true);
  });

  it('are one of each entity, its newest, put in place not too often', () => {
    const { pairs, pass } = kept();
    pairs.keep('r', pair('hot', 1), differs('$.a'));
    pass(9_999);
    pairs.keep('r', pair('hot', 2), differs('$.a'));
    expect(pairs.of('r').map(({ legacy }) => legacy.body?.length)).toEqual([1]);
    pass(1);
    pairs.keep('r', pair('hot', 3), differs('$.a'));
    expect(pairs.of('r').map(({ legacy }) => legacy.body?.length)).toEqual([3]);
  });

  it('stand for all entities of a fingerprint, whenever they came', () => {
    const { pairs } = kept();
    for (let entity = 0; entity < 4_000; entity++) pairs.keep('r', pair(entity), differs('$.a'));
    const late = pairs.of('r').filter(({ entity }) => Number(entity) >= 2_000).length;
    expect(pairs.of('r')).toHaveLength(keptBounds.entities);
    expect(late).toBeGreaterThan(8);
    expect(late).toBeLessThan(32);
  });

  it('of a rare fingerprint are not crowded out by a frequent one', () => {
    const { pairs } = kept();
    pairs.keep('r', pair('rare'), differs('$.rare', '$.a'));
    for (let entity = 0; entity < 1_000; entity++) pairs.keep('r', pair(entity), differs('$.a'));
    expect(pairs.of('r').map(({ entity }) => entity)).toContain('rare');
  });

  it('are not of answers that are too large', () => {
    const { pairs } = kept();
    pairs.keep('r', pair(1, keptBounds.ofPair / 2), differs('$.a'));
    expect(pairs.of('r')).toEqual([]);
  });

  it('take no more bytes than they may, whatever comes, and count them exactly', () => {
    const one = fc.record({
      route: fc.constantFrom('r', 's'),
      entity: fc.nat({ max: 30 }),
      bytes: fc.nat({ max: 3_000 }),
      patterns: fc.array(fc.constantFrom('$.a', '$.b', '$.c', '$.d'), { maxLength: 3 }),
      later: fc.nat({ max: 20_000 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 80 }), (all) => {
        const bounds = { bytes: 40_000, ofPair: 6_000, entities: 4, fingerprints: 3, age: 60_000 };
        const { pairs, pass } = kept(bounds);
        for (const { route, entity, bytes, patterns, later } of all) {
          pass(later);
          pairs.keep(route, pair(entity, bytes), differs(...patterns));
          expect(pairs.bytes).toBeLessThanOrEqual(bounds.bytes);
        }
        const held = ['r', 's'].flatMap((route) => pairs.of(route));
        const sum = held.reduce((bytes, { legacy }) => bytes + 1_024 + 2 * (legacy.body?.length ?? 0), 0);
        expect(pairs.bytes).toBe(sum);
        expect(held.length).toBeLessThanOrEqual(2 * 4 * (bounds.fingerprints + 1));
        pass(60_001);
        pairs.dropOld();
        expect(pairs.bytes).toBe(0);
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Observation } from '../comparators/observation.js';
import type { Pair } from './pair.js';
import { readPairs, roomFor, writePair } from './pair-codec.js';

const text = fc.string({ unit: 'binary' });
const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({
    kind: fc.constant('answer' as const),
    status: fc.integer({ min: 200, max: 599 }),
    headers: fc.array(fc.tuple(text, text)),
    body: fc.option(fc.uint8Array({ maxLength: 500 }), { nil: null }),
  }),
  fc.record({ kind: fc.constant('failure' as const), reason: fc.constant('reset' as const), detail: text }),
);
const timed = fc.record({
  observation,
  duration: fc.double({ min: 0, max: 1e4, noNaN: true }).map((seconds) => seconds + 0),
});
const pair: fc.Arbitrary<Pair> = fc.record({
  route: text,
  entity: text,
  key: text,
  request: text,
  servedBy: fc.constantFrom('legacy', 'candidate'),
  edition: fc.option(fc.nat(), { nil: undefined }),
  legacy: timed,
  candidate: timed,
});

/** Bodies as plain lists: whose buffer they lie in is not what is compared. */
const plain = (value: Pair): unknown => ({
  ...value,
  legacy: { ...value.legacy, observation: plainBody(value.legacy.observation) },
  candidate: { ...value.candidate, observation: plainBody(value.candidate.observation) },
});
const plainBody = (one: Observation): unknown =>
  one.kind === 'answer' ? { ...one, body: one.body && [...one.body] } : one;

it('pairs come out of their bytes as they went in, however many share a buffer', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
      const buffer = Buffer.alloc(pairs.reduce((sum, one) => sum + roomFor(one), 0));
      let end = 0;
      for (const one of pairs) end = writePair(one, buffer, end) ?? Number.NaN;
      expect([...readPairs(buffer, end)].map(plain)).toEqual(pairs.map(plain));
    }),
  );
});

it('a pair that might not fit is not written, and says so', () => {
  fc.assert(
    fc.property(pair, (one) => {
      expect(writePair(one, Buffer.alloc(roomFor(one) - 1), 0)).toBeUndefined();
    }),
  );
});

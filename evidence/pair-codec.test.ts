import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HeaderLine, Observation } from '../comparators/observation.js';
import type { Pair, RawObservation, RawPair } from './pair.js';
import { mostBytes, readPairs, writePair } from './pair-codec.js';

const text = fc.string({ unit: 'binary' });
/** As a parser gives it: any byte but the ends of lines. */
const wireText = fc.array(fc.integer({ min: 0x20, max: 0xff })).map((units) => String.fromCharCode(...units));
const name = wireText.map((rest) => `X${rest}`);
const observation: fc.Arbitrary<RawObservation> = fc.oneof(
  fc.record({
    kind: fc.constant('answer' as const),
    status: fc.integer({ min: 200, max: 599 }),
    headers: fc.array(fc.tuple(name, wireText)).map((lines) => lines.flat()),
    body: fc.option(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), { nil: null }),
  }),
  fc.record({ kind: fc.constant('failure' as const), reason: fc.constant('reset' as const), detail: text }),
);
const timed = fc.record({
  observation,
  duration: fc.double({ min: 0, max: 1e4, noNaN: true }).map((seconds) => seconds + 0),
});
const sentTo = fc.record({
  upstream: wireText,
  path: wireText,
  headers: fc.array(fc.tuple(name, wireText)).map((lines) => lines.flat()),
});
const again = fc.record({
  method: wireText,
  legacy: sentTo,
  candidate: sentTo,
  body: fc.option(fc.uint8Array({ maxLength: 100 }), { nil: undefined }),
});
const id = (digits: number) =>
  fc
    .array(
      fc.integer({ min: 0, max: 15 }).map((digit) => digit.toString(16)),
      { minLength: digits, maxLength: digits },
    )
    .map((all) => all.join(''));
const trace = fc.oneof(fc.record({ id: id(32) }), fc.record({ id: id(32), span: id(16) }));
const pair: fc.Arbitrary<RawPair> = fc
  .record({
    route: text,
    entity: text,
    key: text,
    request: text,
    servedBy: fc.constantFrom('legacy', 'candidate'),
    edition: fc.option(fc.nat(), { nil: undefined }),
    legacy: timed,
    candidate: timed,
    again: fc.option(again, { nil: undefined }),
    trace: fc.option(trace, { nil: undefined }),
  })
  .map((made) => ({ ...made, again: made.again && { ...made.again, edition: made.edition } }));

/** As the analyst sees it, bodies as plain lists: whose buffer they lie in is not what is compared. */
const plain = (value: Pair | RawPair): unknown => ({
  ...value,
  legacy: { ...value.legacy, observation: plainObservation(value.legacy.observation) },
  candidate: { ...value.candidate, observation: plainObservation(value.candidate.observation) },
});
const plainObservation = (one: Observation | RawObservation): unknown =>
  one.kind === 'answer'
    ? {
        ...one,
        headers: (one.headers as readonly (string | HeaderLine)[]).flat(),
        body: one.body && [...one.body].flatMap((piece) => (typeof piece === 'number' ? piece : [...piece])),
      }
    : one;

it('pairs come out of their bytes as they went in, however many share a buffer', () => {
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
      const buffer = Buffer.alloc(pairs.reduce((sum, one) => sum + mostBytes(one), 0));
      let end = 0;
      for (const one of pairs) end = writePair(one, buffer, end) ?? Number.NaN;
      expect([...readPairs(buffer, end)].map(plain)).toEqual(pairs.map(plain));
    }),
  );
});

it('a pair that might not fit is not written, and says so', () => {
  fc.assert(
    fc.property(pair, fc.nat({ max: 1_000 }), (one, bytes) => {
      const end = writePair(one, Buffer.alloc(bytes), 0);
      if (end !== undefined) expect(end).toBeLessThanOrEqual(bytes);
      if (bytes >= mostBytes(one)) expect(end).toBeDefined();
    }),
  );
});

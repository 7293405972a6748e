import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Pieces, RawPair } from '../evidence/pair.js';
import { withoutEqualBodies } from './equal-bodies.js';

const pairOf = (legacy: Pieces, candidate: Pieces, codings: [string[], string[]] = [[], []]): RawPair => {
  const [one, other] = [legacy, candidate].map((body, i) => ({
    observation: { kind: 'answer' as const, status: 200, headers: codings[i] as string[], body },
    duration: 0.1,
  }));
  return {
    route: 'r',
    entity: 'e',
    key: 'e',
    request: 'GET /',
    servedBy: 'legacy',
    legacy: one!,
    candidate: other!,
  };
};
const crossesWithBodies = (pair: RawPair): boolean => {
  const { observation } = withoutEqualBodies(pair).legacy;
  return observation.kind === 'answer' && observation.body !== null;
};

/** Few values, so that different cuts of nearly equal bytes come up. */
const pieces = fc.array(fc.uint8Array({ maxLength: 6, max: 1 }), { maxLength: 5 });
const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((place, i) => bytes.subarray(places[i], place));
};

it('bodies stay behind exactly when they are the same bytes, however each was cut', () => {
  fc.assert(
    fc.property(pieces, pieces, (one, other) => {
      expect(crossesWithBodies(pairOf(one, other))).toBe(!Buffer.concat(one).equals(Buffer.concat(other)));
    }),
  );
  const cuts = fc.array(fc.nat(50), { maxLength: 5 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), cuts, cuts, (bytes, one, other) => {
      const body = Buffer.from(bytes);
      expect(crossesWithBodies(pairOf(cut(body, one), cut(body, other)))).toBe(false);
    }),
  );
});

it('bodies of the same bytes cross when their content coding differs', () => {
  const body = [Buffer.from('same')];
  expect(crossesWithBodies(pairOf(body, body, [['Content-Encoding', 'gzip'], []]))).toBe(true);
  expect(
    crossesWithBodies(
      pairOf(body, body, [
        ['Content-Encoding', 'gzip'],
        ['content-encoding', 'gzip'],
      ]),
    ),
  ).toBe(false);
});

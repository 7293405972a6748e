import type { Pieces, RawAnswer, RawObservation, RawPair } from '../evidence/pair.js';
import { lengthOf } from '../evidence/pair-codec.js';

/**
 * Equal bytes need no crossing to another thread and no decoding there: the pair without its bodies
 * when they are equal, itself otherwise. A different content coding makes equal bytes mean different things.
 */
export function withoutEqualBodies(pair: RawPair): RawPair {
  const { legacy, candidate } = pair;
  if (!haveEqualBodies(legacy.observation, candidate.observation)) return pair;
  return {
    ...pair,
    legacy: { ...legacy, observation: withoutBody(legacy.observation) },
    candidate: { ...candidate, observation: withoutBody(candidate.observation) },
  };
}

function haveEqualBodies(legacy: RawObservation, candidate: RawObservation): boolean {
  if (legacy.kind !== 'answer' || candidate.kind !== 'answer' || !legacy.body || !candidate.body)
    return false;
  return haveEqualBytes(legacy.body, candidate.body) && coding(legacy) === coding(candidate);
}

/** Whether two bodies are the same bytes, however each was cut. */
function haveEqualBytes(one: Pieces, other: Pieces): boolean {
  if (lengthOf(one) !== lengthOf(other)) return false;
  let piece = 0;
  let from = 0;
  for (const theirs of one) {
    for (let at = 0; at < theirs.length; ) {
      const ours = other[piece];
      if (!ours) return false;
      const length = Math.min(theirs.length - at, ours.length - from);
      if (Buffer.compare(theirs.subarray(at, at + length), ours.subarray(from, from + length)) !== 0)
        return false;
      at += length;
      from += length;
      if (from === ours.length) {
        piece += 1;
        from = 0;
      }
    }
  }
  return true;
}

function coding({ headers }: RawAnswer): string {
  let coding = '';
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'content-encoding') coding += `${headers[i + 1]},`;
  }
  return coding;
}

const withoutBody = (observation: RawObservation): RawObservation =>
  observation.kind === 'answer' ? { ...observation, body: null } : observation;

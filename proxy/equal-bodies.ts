import type { RawAnswer, RawObservation, RawPair } from '../evidence/pair.js';

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
  if (legacy.body.length !== candidate.body.length || Buffer.compare(legacy.body, candidate.body) !== 0)
    return false;
  return coding(legacy) === coding(candidate);
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

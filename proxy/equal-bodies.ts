import type { Answer, Observation } from '../comparators/observation.js';
import type { Pair } from '../evidence/pair.js';

/**
 * Equal bytes need no crossing to another thread and no decoding there: the pair without its bodies
 * when they are equal, itself otherwise. A different content coding makes equal bytes mean different things.
 */
export function withoutEqualBodies(pair: Pair): Pair {
  const { legacy, candidate } = pair;
  if (!haveEqualBodies(legacy.observation, candidate.observation)) return pair;
  return {
    ...pair,
    legacy: { ...legacy, observation: withoutBody(legacy.observation) },
    candidate: { ...candidate, observation: withoutBody(candidate.observation) },
  };
}

function haveEqualBodies(legacy: Observation, candidate: Observation): boolean {
  if (legacy.kind !== 'answer' || candidate.kind !== 'answer' || !legacy.body || !candidate.body)
    return false;
  return coding(legacy) === coding(candidate) && Buffer.compare(legacy.body, candidate.body) === 0;
}

const coding = ({ headers }: Answer): string =>
  headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value)
    .join(', ');

const withoutBody = (observation: Observation): Observation =>
  observation.kind === 'answer' ? { ...observation, body: null } : observation;

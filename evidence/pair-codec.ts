import type { Answer, HeaderLine, Observation } from '../comparators/observation.js';
import type { Pair, TimedObservation } from './pair.js';

/**
 * Pairs as bytes, so that many cross to another thread in one buffer: neither copied object by object
 * nor held by a buffer of their own. A pair is the length of its head (4 bytes, little-endian), the head
 * as JSON, then both bodies as they are.
 */
type Head = readonly [
  route: string,
  entity: string,
  key: string,
  request: string,
  servedBy: Pair['servedBy'],
  edition: number | null,
  legacy: Side,
  candidate: Side,
];
type Side = readonly [seconds: number, observation: AnswerHead | FailureHead];
/** Body length, or −1 where both bodies are known to be equal and neither crosses. */
type AnswerHead = readonly [status: number, bodyLength: number, headers: readonly string[]];
type FailureHead = Observation & { kind: 'failure' };

/** UTF-8 takes at most three bytes for one of a string's units. */
const maxBytesPerUnit = 3;

/**
 * Writes a pair at `at` and returns where the next one goes; undefined, with nothing of it written that
 * counts, when it might not fit.
 */
export function writePair(pair: Pair, into: Buffer, at: number): number | undefined {
  const head = JSON.stringify(headOf(pair));
  const bodies = bodyLength(pair.legacy) + bodyLength(pair.candidate);
  if (at + 4 + head.length * maxBytesPerUnit + bodies > into.length) return undefined;
  const headLength = into.write(head, at + 4, 'utf8');
  into.writeUInt32LE(headLength, at);
  const afterLegacy = writeBody(pair.legacy, into, at + 4 + headLength);
  return writeBody(pair.candidate, into, afterLegacy);
}

/** A buffer of so many bytes holds this pair for certain. */
export const roomFor = (pair: Pair): number =>
  4 +
  JSON.stringify(headOf(pair)).length * maxBytesPerUnit +
  bodyLength(pair.legacy) +
  bodyLength(pair.candidate);

/** The pairs in the first `end` bytes. Their bodies are views: they live no longer than the buffer stays as it is. */
export function* readPairs(from: Buffer, end: number): Generator<Pair> {
  for (let at = 0; at < end; ) {
    const headEnd = at + 4 + from.readUInt32LE(at);
    const head = JSON.parse(from.toString('utf8', at + 4, headEnd)) as Head;
    const [route, entity, key, request, servedBy, edition, ofLegacy, ofCandidate] = head;
    const legacy = readSide(ofLegacy, from, headEnd);
    const candidate = readSide(ofCandidate, from, headEnd + bodyLength(legacy));
    at = headEnd + bodyLength(legacy) + bodyLength(candidate);
    yield { route, entity, key, request, servedBy, edition: edition ?? undefined, legacy, candidate };
  }
}

const headOf = ({ route, entity, key, request, servedBy, edition, legacy, candidate }: Pair): Head => [
  route,
  entity,
  key,
  request,
  servedBy,
  edition ?? null,
  sideOf(legacy),
  sideOf(candidate),
];

const sideOf = ({ duration, observation }: TimedObservation): Side => [
  duration,
  observation.kind === 'failure'
    ? observation
    : [observation.status, observation.body?.length ?? -1, observation.headers.flat()],
];

function readSide([duration, head]: Side, from: Buffer, at: number): TimedObservation {
  if ('kind' in head) return { duration, observation: head };
  const [status, length, raw] = head;
  const headers: HeaderLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([raw[i] ?? '', raw[i + 1] ?? '']);
  const body = length < 0 ? null : from.subarray(at, at + length);
  const observation: Answer = { kind: 'answer', status, headers, body };
  return { duration, observation };
}

const bodyLength = ({ observation }: TimedObservation): number =>
  observation.kind === 'answer' ? (observation.body?.length ?? 0) : 0;

function writeBody({ observation }: TimedObservation, into: Buffer, at: number): number {
  if (observation.kind !== 'answer' || observation.body === null) return at;
  into.set(observation.body, at);
  return at + observation.body.length;
}

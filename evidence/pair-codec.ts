import type { Failure, HeaderLine, Observation } from '../comparators/observation.js';
import type { Pair, Pieces, RawObservation, RawPair, TimedObservation } from './pair.js';

/**
 * Pairs as bytes, so that many cross to another thread in one buffer: neither copied object by object nor
 * held by a buffer of their own. A pair is the length of its head (4 bytes, little-endian), the head as
 * JSON, then of each side its header block and its body as they are.
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
/** A failure, or where the answer's parts are: a body of −1 bytes is known to equal the other and does not cross. */
type Side =
  | readonly [seconds: number, status: number, headerBytes: number, bodyBytes: number]
  | readonly [seconds: number, failure: Failure];

/** UTF-8 takes at most three bytes for one of a string's units. */
const maxBytesPerUnit = 3;
/** Stands between names and values: no header can hold it (RFC 9110 §5.5). */
const between = '\n';

/**
 * Writes a pair at `at` and returns where the next one goes; undefined, with nothing of it written that
 * counts, when it might not fit.
 */
export function writePair(pair: RawPair, into: Buffer, at: number): number | undefined {
  const { route, entity, key, request, servedBy, edition, legacy, candidate } = pair;
  const blocks = [headerBlock(legacy.observation), headerBlock(candidate.observation)] as const;
  const head: Head = [
    route,
    entity,
    key,
    request,
    servedBy,
    edition ?? null,
    sideOf(legacy, blocks[0]),
    sideOf(candidate, blocks[1]),
  ];
  const text = JSON.stringify(head);
  if (at + roomFor(pair, text, blocks) > into.length) return undefined;
  const length = into.write(text, at + 4, 'utf8');
  into.writeUInt32LE(length, at);
  const afterLegacy = writeSide(legacy.observation, blocks[0], into, at + 4 + length);
  return writeSide(candidate.observation, blocks[1], into, afterLegacy);
}

/** A buffer of so many bytes holds this pair for certain. */
export function mostBytes(pair: RawPair): number {
  const blocks = [headerBlock(pair.legacy.observation), headerBlock(pair.candidate.observation)] as const;
  const { legacy: _, candidate: __, ...names } = pair;
  // What the head holds beside its names is numbers, and failures.
  const failures = [pair.legacy, pair.candidate].map(({ observation }) =>
    observation.kind === 'failure' ? observation : 0,
  );
  return roomFor(pair, JSON.stringify([names, failures]), blocks) + 512;
}

/** The pairs in the first `end` bytes. Their bodies are views: they live no longer than the buffer stays as it is. */
export function* readPairs(from: Buffer, end: number): Generator<Pair> {
  for (let at = 0; at < end; ) {
    const headEnd = at + 4 + from.readUInt32LE(at);
    const head = JSON.parse(from.toString('utf8', at + 4, headEnd)) as Head;
    const [route, entity, key, request, servedBy, edition, ofLegacy, ofCandidate] = head;
    const legacy = readSide(ofLegacy, from, headEnd);
    const candidate = readSide(ofCandidate, from, headEnd + bytesOf(ofLegacy));
    at = headEnd + bytesOf(ofLegacy) + bytesOf(ofCandidate);
    yield { route, entity, key, request, servedBy, legacy, candidate, edition: edition ?? undefined };
  }
}

function headerBlock(observation: RawObservation): string {
  return observation.kind === 'answer' ? observation.headers.join(between) : '';
}

const sideOf = ({ duration, observation }: TimedObservation<RawObservation>, block: string): Side =>
  observation.kind === 'failure'
    ? [duration, observation]
    : [duration, observation.status, block.length, observation.body ? lengthOf(observation.body) : -1];

const roomFor = ({ legacy, candidate }: RawPair, head: string, blocks: readonly [string, string]): number =>
  4 +
  head.length * maxBytesPerUnit +
  blocks[0].length +
  blocks[1].length +
  bodyLength(legacy.observation) +
  bodyLength(candidate.observation);

/** Bytes in all pieces. */
export function lengthOf(pieces: Pieces): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

const bodyLength = (observation: RawObservation): number =>
  observation.kind === 'answer' && observation.body ? lengthOf(observation.body) : 0;

/** Header lines are bytes to HTTP, and come as one unit for each (RFC 9110 §5.5). */
function writeSide(observation: RawObservation, block: string, into: Buffer, at: number): number {
  if (observation.kind === 'failure') return at;
  let end = at + into.write(block, at, 'latin1');
  for (const piece of observation.body ?? []) {
    into.set(piece, end);
    end += piece.length;
  }
  return end;
}

const bytesOf = ([, second, headerBytes, bodyBytes]: Side): number =>
  typeof second === 'number' ? (headerBytes ?? 0) + Math.max(0, bodyBytes ?? 0) : 0;

function readSide(
  [duration, second, headerBytes = 0, bodyBytes = 0]: Side,
  from: Buffer,
  at: number,
): TimedObservation {
  const bodyAt = at + headerBytes;
  const observation: Observation =
    typeof second === 'number'
      ? {
          kind: 'answer',
          status: second,
          headers: headerBytes === 0 ? [] : linesOf(from.toString('latin1', at, bodyAt)),
          body: bodyBytes < 0 ? null : from.subarray(bodyAt, bodyAt + bodyBytes),
        }
      : second;
  return { duration, observation };
}

function linesOf(block: string): HeaderLine[] {
  const parts = block.split(between);
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) lines.push([parts[i] ?? '', parts[i + 1] ?? '']);
  return lines;
}

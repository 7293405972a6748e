import type { Failure, HeaderLine, Observation } from '../comparators/observation.js';
import type { Again, SentTo } from './settling/rereader.js';
import type { PairTrace } from './tracing/span.js';
import type { Pair, Pieces, RawObservation, RawPair, TimedObservation } from './pair.js';

/**
 * Pairs as bytes, so that many cross to another thread in one buffer: neither copied object by object nor
 * held by a buffer of their own. A pair is the length of its head (4 bytes, little-endian), the head as
 * JSON, then of each side its header block and its body as they are, then what it takes to ask both again.
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
  again: readonly [blockBytes: number, bodyBytes: number] | null,
  sampleLevel: number | null,
  /** The trace, and the request's span behind it where spans are told. */
  trace: string | null,
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
  const again = againBlock(pair.again);
  const head: Head = [
    route,
    entity,
    key,
    request,
    servedBy,
    edition ?? null,
    sideOf(legacy, blocks[0]),
    sideOf(candidate, blocks[1]),
    pair.again ? [again.length, pair.again.body?.length ?? -1] : null,
    pair.sampleLevel ?? null,
    pair.trace ? `${pair.trace.id}${pair.trace.span ?? ''}` : null,
  ];
  const text = JSON.stringify(head);
  if (at + roomFor(pair, text, blocks, again) > into.length) return undefined;
  const length = into.write(text, at + 4, 'utf8');
  into.writeUInt32LE(length, at);
  const afterLegacy = writeSide(legacy.observation, blocks[0], into, at + 4 + length);
  const afterSides = writeSide(candidate.observation, blocks[1], into, afterLegacy);
  const end = afterSides + into.write(again, afterSides, 'latin1');
  if (!pair.again?.body) return end;
  into.set(pair.again.body, end);
  return end + pair.again.body.length;
}

/** A buffer of so many bytes holds this pair for certain. */
export function mostBytes(pair: RawPair): number {
  const blocks = [headerBlock(pair.legacy.observation), headerBlock(pair.candidate.observation)] as const;
  const { legacy: _, candidate: __, again, ...names } = pair;
  // What the head holds beside its names is numbers, and failures.
  const failures = [pair.legacy, pair.candidate].map(({ observation }) =>
    observation.kind === 'failure' ? observation : 0,
  );
  return roomFor(pair, JSON.stringify([names, failures]), blocks, againBlock(again)) + 512;
}

/** The pairs in the first `end` bytes. Their bodies are views, and `again` is read when it is asked for: they live no longer than the buffer stays as it is. */
export function* readPairs(from: Buffer, end: number): Generator<Pair> {
  for (let at = 0; at < end; ) {
    const headEnd = at + 4 + from.readUInt32LE(at);
    const head = JSON.parse(from.toString('utf8', at + 4, headEnd)) as Head;
    const [
      route,
      entity,
      key,
      request,
      servedBy,
      edition,
      ofLegacy,
      ofCandidate,
      ofAgain,
      sampleLevel,
      trace,
    ] = head;
    const legacy = readSide(ofLegacy, from, headEnd);
    const candidate = readSide(ofCandidate, from, headEnd + bytesOf(ofLegacy));
    const againAt = headEnd + bytesOf(ofLegacy) + bytesOf(ofCandidate);
    at = againAt + (ofAgain ? ofAgain[0] + Math.max(0, ofAgain[1]) : 0);
    yield {
      route,
      entity,
      key,
      request,
      servedBy,
      legacy,
      candidate,
      edition: edition ?? undefined,
      // Most pairs are equal, and nobody asks for it.
      get again() {
        return ofAgain
          ? { ...readAgain(from, againAt, ...ofAgain), edition: edition ?? undefined }
          : undefined;
      },
      sampleLevel: sampleLevel ?? undefined,
      trace: trace === null ? undefined : readTrace(trace),
    };
  }
}

const readTrace = (text: string): PairTrace =>
  text.length > 32 ? { id: text.slice(0, 32), span: text.slice(32) } : { id: text };

function headerBlock(observation: RawObservation): string {
  return observation.kind === 'answer' ? observation.headers.join(between) : '';
}

const sideOf = ({ duration, observation }: TimedObservation<RawObservation>, block: string): Side =>
  observation.kind === 'failure'
    ? [duration, observation]
    : [duration, observation.status, block.length, observation.body ? lengthOf(observation.body) : -1];

/** A request line and headers hold no line ends either (RFC 9112 §3). */
function againBlock(again: Again | undefined): string {
  if (!again) return '';
  const { method, legacy, candidate } = again;
  const sent = ({ upstream, path, headers }: SentTo): string[] => [upstream, path, ...headers];
  return [method, legacy.headers.length, ...sent(legacy), ...sent(candidate)].join(between);
}

/** A body outlives the buffer that it came in: the request is sent again much later. */
function readAgain(from: Buffer, at: number, blockBytes: number, bodyBytes: number): Again {
  const bodyAt = at + blockBytes;
  const [method = '', count = '0', ...rest] = from.toString('latin1', at, bodyAt).split(between);
  const ofLegacy = 2 + Number(count);
  const sent = ([upstream = '', path = '', ...headers]: readonly string[]): SentTo => ({
    upstream,
    path,
    headers,
  });
  return {
    method,
    legacy: sent(rest.slice(0, ofLegacy)),
    candidate: sent(rest.slice(ofLegacy)),
    body: bodyBytes < 0 ? undefined : new Uint8Array(from.subarray(bodyAt, bodyAt + bodyBytes)),
  };
}

const roomFor = (
  { legacy, candidate, again: request }: RawPair,
  head: string,
  blocks: readonly [string, string],
  again: string,
): number =>
  4 +
  again.length +
  (request?.body?.length ?? 0) +
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

import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { compareObservations } from '../../comparators/compare.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import type { Comparison } from '../../comparators/difference.js';
import type { Answer, HeaderLine } from '../../comparators/observation.js';
import { reference } from '../../comparators/reference/reference.cases.js';
import { workLimits } from '../../comparators/reference/refute.cases.js';
import { anyBytes, anySpoiling, plainJson, plainNdjson, showBytes, spoilt } from './bodies.js';
import { type Exploration, outcomeOf } from './exploration.js';

/** One side's answer, and what is known of how it was made. */
interface Made {
  readonly answer: Answer;
  readonly payload: Uint8Array;
  /** False where its body was spoilt after it was coded. */
  readonly isWhole: boolean;
  readonly isReadableCoding: boolean;
}

interface Answers {
  readonly legacy: Made;
  readonly candidate: Made;
  readonly headers: readonly string[] | undefined;
}

const codings: Readonly<Record<string, ((bytes: Uint8Array) => Uint8Array) | undefined>> = {
  '': (bytes) => bytes,
  identity: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes),
  'X-GZIP': (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  ' deflate ': (bytes) => deflateRawSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
};
const oddCodings = ['gzip, br', 'compress', 'constructor', '__proto__', 'gzip;q=1', '\u00e4', 'aes128gcm'];
const types = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-16"',
  'application/problem+json',
  'application/x-ndjson',
  'text/plain',
  'text/html; charset=utf-16le',
  'text/plain; charset=unicode-1-1-utf-8',
  'text/csv; charset=nonsense',
  'image/png',
  'application/json, text/plain',
  ';;;=',
  '',
];
const line: fc.Arbitrary<HeaderLine> = fc.tuple(
  fc.constantFrom(
    'Vary',
    'cache-control',
    'Set-Cookie',
    'ETag',
    'access-control-allow-origin',
    '__proto__',
    'X',
  ),
  fc.constantFrom('', 'a', 'b', 'a, b', 'b,A', '"a, b', 'a="\\"', 'sid=1; Path=/', ',,,', '\u0000', '=;='),
);

const dressing = fc.record({
  coding: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...Object.keys(codings)) },
    { weight: 1, arbitrary: fc.constantFrom(...oddCodings) },
  ),
  spoilings: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, anySpoiling),
  status: fc.oneof({ weight: 6, arbitrary: fc.constant(200) }, fc.constantFrom(201, 204, 404, 500)),
});

/** Answers in every dress: content types, codings, headers, statuses, some of them spoilt on the way. */
export const answers: Exploration<Answers> = {
  name: 'answers',
  drawn: fc
    .record({
      payload: anyBytes,
      other: fc.option(anyBytes, { nil: undefined, freq: 2 }),
      spoilings: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, anySpoiling),
      type: fc.constantFrom(...types),
      otherType: fc.option(fc.constantFrom(...types), { nil: undefined, freq: 4 }),
      lines: fc.array(line, { maxLength: 3 }),
      otherLines: fc.option(fc.array(line, { maxLength: 3 }), { nil: undefined, freq: 2 }),
      dressings: fc.tuple(dressing, dressing),
      headers: fc.constantFrom(undefined, undefined, [], ['*'], ['x*', 'set-cookie', 'vary']),
    })
    .map((drawn) => {
      const [ofLegacy, ofCandidate] = drawn.dressings;
      const payload = spoilt(drawn.other ?? drawn.payload, drawn.spoilings);
      return {
        legacy: dress(drawn.payload, drawn.type, drawn.lines, ofLegacy),
        candidate: dress(
          payload,
          drawn.otherType ?? drawn.type,
          drawn.otherLines ?? drawn.lines,
          ofCandidate,
        ),
        headers: drawn.headers,
      };
    }),

  judge(one) {
    const comparison = compare(one);
    const back = compare({ ...one, legacy: one.candidate, candidate: one.legacy });
    if (back.verdict !== comparison.verdict)
      throw new Error(`${comparison.verdict} one way, ${back.verdict} the other`);
    if (comparison.verdict === 'match') refuteMatch(one);
    const { legacy, candidate } = one;
    if (isSuccess(legacy) === isSuccess(candidate)) {
      const odd = [legacy, candidate].find(
        ({ isReadableCoding, answer }) => !isReadableCoding && (answer.body?.byteLength ?? 0) > 0,
      );
      if (odd !== undefined && comparison.verdict !== 'unreadable')
        throw new Error(`${comparison.verdict} of what is in an unknown content coding`);
    }
    return outcomeOf(comparison);
  },

  show: ({ legacy, candidate, headers }) =>
    [...[legacy, candidate].map(showAnswer), `headers   ${JSON.stringify(headers)}`].join('\n'),
};

function dress(
  payload: Uint8Array,
  type: string,
  lines: readonly HeaderLine[],
  { coding, spoilings, status }: { coding: string; spoilings: Parameters<typeof spoilt>[1]; status: number },
): Made {
  const encode = Object.hasOwn(codings, coding) ? codings[coding] : undefined;
  const headers: HeaderLine[] = [...lines];
  if (type !== '') headers.push(['Content-Type', type]);
  if (coding !== '') headers.push(['content-encoding', coding]);
  const coded = (encode ?? gzipSync)(payload);
  const body = spoilt(new Uint8Array(coded), spoilings);
  return {
    answer: { kind: 'answer', status, headers, body },
    payload,
    isWhole: Buffer.compare(body, coded) === 0,
    isReadableCoding: encode !== undefined,
  };
}

function compare({ legacy, candidate, headers }: Answers): Comparison {
  const rules = compileRules(headers === undefined ? {} : { headers: [...headers] });
  return compareObservations(legacy.answer, candidate.answer, rules, workLimits());
}

/** Without rules about bodies only the same bytes, or JSON of the same value, may match. */
function refuteMatch({ legacy, candidate }: Answers): void {
  if (legacy.answer.status !== candidate.answer.status) throw new Error('statuses that differ match');
  if (!legacy.isWhole || !candidate.isWhole) return;
  if (Buffer.compare(legacy.payload, candidate.payload) === 0) return;
  for (const read of [plainJson, plainNdjson]) {
    const [left, right] = [read(legacy.payload), read(candidate.payload)];
    const isSame =
      left && right && left.marked === right.marked && reference(left.node, right.node, {}) === 'equal';
    if (isSame === true) return;
  }
  throw new Error('a false match');
}

function isSuccess({ answer: { status } }: Made): boolean {
  return status >= 200 && status < 300;
}

function showAnswer({ answer, payload }: Made): string {
  const { status, headers, body } = answer;
  return `${status} ${JSON.stringify(headers)}\n  payload ${showBytes(payload)}\n  body    ${showBytes(body ?? new Uint8Array())}`;
}

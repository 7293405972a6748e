import { randomUUID } from 'node:crypto';
import { answerLimits } from '../comparators/limits.js';
import { decodeBody } from '../comparators/reading/decode.js';
import type { Comparison, Difference } from '../comparators/difference.js';
import { type Document, formatOf } from '../comparators/reading/document.js';
import type { Observation } from '../comparators/observation.js';
import { type Keyed, type Redaction, redactDifference, redactDocument } from '../comparators/redact.js';
import { type HiddenHeaders, redactHeaders } from '../comparators/redact-headers.js';
import type { Pair, TimedObservation } from './pair.js';
import type { SampledSide } from './scorecard.js';
import type { Finding } from './tally.js';

type Compared = Exclude<Comparison, { verdict: 'unreadable' }>;
type KeptSample = NonNullable<Extract<Finding, { verdict: 'mismatch' }>['sample']>;

const maxDifferences = 200;
const maxNotes = 20;
/** A kept body as JSON text, in UTF-16 units; a larger one is withheld, its differences stay. */
const maxBody = 64 * 1024;

/** A pair as it may be kept: redacted first, then bounded. */
export function sampleOf(
  pair: Pair,
  differences: readonly Difference[],
  { ignored, notes }: Pick<Compared, 'ignored' | 'notes'>,
  redaction: Redaction,
  keyed: Keyed,
): KeptSample {
  const [legacy, candidate] = [readBody(pair.legacy.observation), readBody(pair.candidate.observation)];
  const format = legacy.kind === 'unread' ? 'empty' : formatOf(legacy);
  const hide = (difference: Difference): Difference =>
    bounded(redactDifference(difference, redaction, keyed, format));
  const side = (timed: TimedObservation, body: ReadBody): SampledSide =>
    sampledSide(
      timed,
      body.kind === 'unread' ? body.why : shownBody(body, redaction, keyed),
      redaction.headers,
    );
  return {
    id: randomUUID(),
    request: pair.request,
    servedBy: pair.servedBy,
    differences: differences.slice(0, maxDifferences).map(hide),
    ignored: ignored.slice(0, maxDifferences).map(hide),
    notes: notes.slice(0, maxNotes),
    legacy: side(pair.legacy, legacy),
    candidate: side(pair.candidate, candidate),
    ...(pair.trace && { trace: pair.trace.id }),
  };
}

function sampledSide(
  { observation, duration }: TimedObservation,
  body: unknown,
  hidden: HiddenHeaders,
): SampledSide {
  if (observation.kind === 'failure') {
    return { kind: 'failure', reason: observation.reason, detail: observation.detail, duration };
  }
  const { status, headers } = observation;
  return { kind: 'answer', status, headers: redactHeaders(headers, hidden), body, duration };
}

type ReadBody = Document | { readonly kind: 'unread'; readonly why: string };

function readBody(observation: Observation): ReadBody {
  if (observation.kind === 'failure') return { kind: 'unread', why: observation.reason };
  if (observation.body === null) return { kind: 'unread', why: '[the same on both sides, byte for byte]' };
  try {
    return decodeBody(observation.body, observation.headers, answerLimits);
  } catch (error) {
    return {
      kind: 'unread',
      why: `[not readable: ${error instanceof Error ? error.message : String(error)}]`,
    };
  }
}

function shownBody(document: Document, redaction: Redaction, keyed: Keyed): unknown {
  const body = redactDocument(document, redaction, keyed);
  const text = JSON.stringify(body) ?? '';
  return text.length > maxBody ? `[withheld: ${text.length} characters are too many to keep]` : body;
}

const maxValue = 4 * 1024;

/** A missing subtree may be as large as the body. */
export function bounded(difference: Difference): Difference {
  const cut = (value: unknown): unknown => {
    const text = JSON.stringify(value) ?? '';
    return text.length > maxValue ? `[${text.length} characters, beginning ${text.slice(0, 200)}]` : value;
  };
  return {
    ...difference,
    ...('legacy' in difference && { legacy: cut(difference.legacy) }),
    ...('candidate' in difference && { candidate: cut(difference.candidate) }),
  };
}

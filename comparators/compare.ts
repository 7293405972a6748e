import { compareHeaders } from './compare-headers.js';
import { type AboutAnswers, type OnRead, compareRead, sameOnBoth } from './compare-read.js';
import type { Found } from './telling.js';
import type { CompiledRules } from './rules/compile-rules.js';
import { DecodeError, declaredFormat, decodeBody, mediaType } from './reading/decode.js';
import type { Comparison, Difference, Unreadable } from './difference.js';
import { type Forgiving, inOrder } from './forgiving.js';
import type { Document } from './reading/document.js';
import { LimitReached, type Limits, answerLimits } from './limits.js';
import { type Answer, headerValues } from './observation.js';

/**
 * Compares two answers under the rules of their route: status, headers, then bodies. Bodies of `null`
 * are known to be equal and are not looked at. What cannot be read, or costs more than the limits
 * allow, is `unreadable`, legacy's fault told first; never a match.
 * @param onRead told what was read, where both bodies are documents with places
 * @throws CustomError when the rules' custom comparator fails
 */
export function compareObservations(
  legacy: Answer,
  candidate: Answer,
  rules: CompiledRules,
  limits: Partial<Limits> = {},
  onRead?: OnRead,
): Comparison {
  const all = { ...answerLimits, ...limits };
  // A success against a refusal: the status is the difference, what else differs only follows from it.
  const status = statusDifference(legacy, candidate, rules);
  if (status.length > 0 && isSuccess(legacy) !== isSuccess(candidate))
    return verdict({ ...nothingFound, differences: status });
  const shapes = bodyShapes(legacy, candidate);
  const headers = compareHeaders(legacy.headers, candidate.headers, rules.headers);
  const equated = status.length === 0 && legacy.status !== candidate.status;
  const bodiless = equated && [legacy, candidate].some(hasNoBody);
  // JSON against HTML is told once, as the format of the body.
  const told = headers.filter(({ path }) => !(isOfBody(path) && (bodiless || shapes === 'differ')));
  const first = [...status, ...told];
  const forgiven: readonly Forgiving[] = equated ? ['status'] : [];
  const bare = verdict({ ...nothingFound, differences: first, forgiven });
  if (bodiless || legacy.body === null || candidate.body === null) return bare;
  const read = readBoth(
    () => decodeBody(legacy.body ?? new Uint8Array(), legacy.headers, all),
    () => decodeBody(candidate.body ?? new Uint8Array(), candidate.headers, all),
  );
  if ('why' in read) return { verdict: 'unreadable', why: read.why };
  // The same bytes match whatever the rules; content codings may still differ.
  if (equalBytes(legacy.body, candidate.body) && sameReading(legacy, candidate)) {
    if (onRead) sameOnBoth(read.legacy, rules, onRead);
    return bare;
  }
  return compareBoth(read.legacy, read.candidate, rules, all, {
    before: first,
    forgiven,
    status: { legacy: legacy.status, candidate: candidate.status },
    headers: { legacy: legacy.headers, candidate: candidate.headers },
    onRead,
  });
}

/** True for two bodies of the same bytes. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && Buffer.compare(left, right) === 0;
}

/** True when both sides say to read their bytes alike. */
function sameReading(legacy: Answer, candidate: Answer): boolean {
  return ['content-type', 'content-encoding'].every(
    (name) => headerValues(legacy.headers, name).join() === headerValues(candidate.headers, name).join(),
  );
}

/** Two documents, or why one of them is none; legacy's fault first. */
export function readBoth(
  legacy: () => Document,
  candidate: () => Document,
): { readonly legacy: Document; readonly candidate: Document } | { readonly why: Unreadable } {
  let side: Unreadable['side'] = 'legacy';
  try {
    const left = legacy();
    side = 'candidate';
    return { legacy: left, candidate: candidate() };
  } catch (error) {
    if (error instanceof DecodeError) return { why: { side, reason: error.reason, detail: error.message } };
    throw error;
  }
}

/** What is known of two answers before their bodies are compared. */
interface Before {
  readonly before: readonly Difference[];
  readonly forgiven: readonly Forgiving[];
}

/** Compares what was read; `before` are differences that are known already. */
export function compareBoth(
  legacy: Document,
  candidate: Document,
  rules: CompiledRules,
  limits: Limits,
  { before, forgiven, onRead, ...answers }: AboutAnswers & Before & { readonly onRead?: OnRead | undefined },
): Comparison {
  let found: Found;
  try {
    found = compareRead(legacy, candidate, rules, limits, answers, onRead);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    return { verdict: 'unreadable', why: { side: 'both', reason: error.reason, detail: error.message } };
  }
  return verdict({
    ...found,
    differences: [...before, ...found.differences],
    forgiven: inOrder([...forgiven, ...found.forgiven]),
  });
}

const nothingFound: Omit<Found, 'differences'> = { ignored: [], notes: [], forgiven: [] };

const verdict = (found: Found): Comparison => ({
  verdict: found.differences.length === 0 ? 'match' : 'mismatch',
  ...found,
});

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** By its status (RFC 9110 §6.4.1): of two that are equated, one then has no body to compare. */
function hasNoBody({ status }: Answer): boolean {
  return status === 204 || status === 205 || status === 304;
}

function isOfBody(path: string): boolean {
  return path === 'header:content-type' || path === 'header:content-language';
}

function statusDifference(legacy: Answer, candidate: Answer, { statuses }: CompiledRules): Difference[] {
  const [left, right] = [legacy.status, candidate.status];
  if (left === right || statuses.some((group) => group.includes(left) && group.includes(right))) return [];
  return [{ path: 'status', pattern: 'status', kind: 'status', legacy: left, candidate: right }];
}

/** Whether the content types already say that the bodies are of different formats. */
function bodyShapes(legacy: Answer, candidate: Answer): 'differ' | 'agree' {
  if (!legacy.body?.byteLength || !candidate.body?.byteLength) return 'agree';
  const [left, right] = [legacy, candidate].map(({ headers }) =>
    declaredFormat(mediaType(headerValues(headers, 'content-type')[0])),
  );
  return left !== undefined && right !== undefined && left !== right ? 'differ' : 'agree';
}

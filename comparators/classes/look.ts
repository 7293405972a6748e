import { compareObservations } from '../compare.js';
import { type ReadTrees, sameOnBoth } from '../compare-read.js';
import type { Comparison } from '../difference.js';
import { answerLimits } from '../limits.js';
import type { Answer } from '../observation.js';
import { DecodeError, decodeBody } from '../reading/decode.js';
import type { CompiledRules } from '../rules/compile-rules.js';

/** A comparison of two answers, with the documents that it read. */
export interface Looked {
  readonly comparison: Exclude<Comparison, { verdict: 'unreadable' }>;
  readonly read: ReadTrees | undefined;
  /** Whether one side refused where the other did not: then nothing else was compared. */
  readonly statuses: { readonly legacy: number; readonly candidate: number };
}

/** Two answers that could not be compared. */
export interface Unreadable {
  readonly comparison: Comparison & { readonly verdict: 'unreadable' };
}

export const isUnreadable = (looked: Looked | Unreadable): looked is Unreadable =>
  looked.comparison.verdict === 'unreadable';

/**
 * Compares two answers, and keeps what was read of them.
 * @throws CustomError when the route's custom comparator fails
 */
export function lookAt(legacy: Answer, candidate: Answer, rules: CompiledRules): Looked | Unreadable {
  let read: ReadTrees | undefined;
  const comparison = compareObservations(legacy, candidate, rules, {}, (told) => {
    read = told;
  });
  if (comparison.verdict === 'unreadable') return { comparison };
  return { comparison, read, statuses: { legacy: legacy.status, candidate: candidate.status } };
}

/** What two answers with equal bodies show, where only legacy's body is at hand. */
export function lookAtEqual(bare: Looked, legacy: Answer, rules: CompiledRules): Looked {
  const { comparison, statuses } = bare;
  // Where the statuses differ, what the bodies hold says nothing.
  if (comparison.differences.some(({ kind }) => kind === 'status')) return bare;
  return { comparison, statuses, read: readEqual(legacy, rules) };
}

function readEqual({ body, headers }: Answer, rules: CompiledRules): ReadTrees | undefined {
  if (!body || body.byteLength === 0) return undefined;
  let read: ReadTrees | undefined;
  try {
    sameOnBoth(decodeBody(body, headers, answerLimits), rules, (told) => {
      read = told;
    });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  return read;
}

import type { Found } from './compare-values.js';
import { type Difference, type DifferenceKind, differenceKinds } from './difference.js';
import type { HeaderLine } from './observation.js';
import { type PathStep, writePath, writePattern } from './pattern.js';
import { SelectorError, parseSelector } from './rules/selector.js';

/** What a custom comparator is told besides the two bodies. */
export interface CustomContext {
  /** The differences of the bodies that the rules found, and those that they ignored. */
  readonly differences: readonly Difference[];
  readonly ignored: readonly Difference[];
  /** Of the two answers; undefined where files are compared. */
  readonly status: { readonly legacy: number; readonly candidate: number } | undefined;
  readonly headers:
    | { readonly legacy: readonly HeaderLine[]; readonly candidate: readonly HeaderLine[] }
    | undefined;
}

/**
 * A comparator of the user's: gets both bodies, the candidate's in legacy's shape, as plain values (a
 * number that no double holds as the text of its digits; a text as one string), and says which of the
 * differences stand: `true` none; `false` all, or the whole body where the rules found none; nothing at
 * all: those of the rules; or a list of just those that do, its own among them.
 */
export type CustomCompare = (legacy: unknown, candidate: unknown, context: CustomContext) => unknown;

/** A custom comparator that threw, took too long, or answered what means nothing. */
export class CustomError extends Error {
  override readonly name = 'CustomError';
}

/** So many differences a custom comparator may tell of one pair. */
const mostTold = 10_000;

/** What stands under `compare: custom`, as a difference tells it. */
const rule = 'custom';

/**
 * Asks a custom comparator about what the rules found. What it does not let stand is ignored by it, and
 * told as such: a blind spot stays visible.
 * @throws CustomError
 */
export function askCustom(
  custom: CustomCompare,
  bodies: { readonly legacy: unknown; readonly candidate: unknown },
  found: Found,
  answers: Pick<CustomContext, 'status' | 'headers'>,
): Found {
  // It may keep or change what it is given: that must not change what was found.
  const { differences, ignored } = structuredClone({
    differences: found.differences,
    ignored: found.ignored,
  });
  const verdict = called(() =>
    custom(bodies.legacy, bodies.candidate, { differences, ignored, ...structuredClone(answers) }),
  );
  if (verdict === undefined || verdict === null) return found;
  if (verdict === true) return standing(found, []);
  if (verdict === false) return found.differences.length > 0 ? found : standing(found, [wholeBody]);
  if (!Array.isArray(verdict)) {
    throw new CustomError('the custom comparator answered neither true, false, nothing nor a list');
  }
  if (verdict.length > mostTold) {
    throw new CustomError(`the custom comparator told more than ${mostTold} differences`);
  }
  return standing(found, verdict.map(readTold));
}

function called(custom: () => unknown): unknown {
  try {
    return custom();
  } catch (error) {
    if (error instanceof CustomError) throw error;
    throw new CustomError(
      `the custom comparator threw: ${error instanceof Error ? error.message : typeof error}`,
    );
  }
}

const wholeBody: Difference = { path: '$', pattern: '$', kind: 'value', rule };

/** The differences that stand, as the rules told them where they did; the others are ignored. */
function standing(found: Found, told: readonly Difference[]): Found {
  const name = ({ kind, path }: Difference): string => `${kind} ${path}`;
  const known = new Map(found.differences.map((difference) => [name(difference), difference]));
  const stand = new Set(told.map(name));
  const dropped = found.differences.filter((difference) => !stand.has(name(difference)));
  return {
    ...found,
    differences: told.map((difference) => known.get(name(difference)) ?? difference),
    ignored: [...found.ignored, ...dropped.map((difference) => ({ ...difference, rule }))],
  };
}

function readTold(told: unknown): Difference {
  const { path, kind = 'value', legacy, candidate } = (told ?? {}) as Record<string, unknown>;
  if (typeof path !== 'string') throw new CustomError('a difference of the custom comparator has no path');
  if (!isBodyKind(kind)) {
    throw new CustomError(
      'a difference of the custom comparator is of no kind: absent, extra, type, value, order or format',
    );
  }
  const steps = stepsOf(path);
  return {
    path: writePath(steps),
    pattern: writePattern(steps),
    kind,
    ...(legacy === undefined ? {} : { legacy: plain(legacy) }),
    ...(candidate === undefined ? {} : { candidate: plain(candidate) }),
    rule,
  };
}

const isBodyKind = (kind: unknown): kind is DifferenceKind =>
  differenceKinds.some((known) => known === kind) && kind !== 'status' && kind !== 'header';

/** A told path names one place: `$.orders[3].total`. */
function stepsOf(path: string): PathStep[] {
  try {
    return parseSelector(path).steps.map((step): PathStep => {
      if (step.kind === 'name') return step.name;
      if (step.kind === 'index') return step.index;
      throw new CustomError(
        'a difference of the custom comparator names more than one place; write no * and no ..',
      );
    });
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CustomError(`a difference of the custom comparator has a path that is none: ${error.message}`);
  }
}

/** As JSON would carry it: what differences tell is sent to other threads, and kept. */
function plain(value: unknown): unknown {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    throw new CustomError('a difference of the custom comparator has a value that is no JSON');
  }
}

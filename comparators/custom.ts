import type { Found } from './telling.js';
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

/** What a custom comparator said, as plain data: which differences stand. */
export type CustomAnswer = boolean | undefined | readonly Difference[];

/** A custom comparator whose answers mean something. @throws CustomError where they do not */
export type CustomJudge = (legacy: unknown, candidate: unknown, context: CustomContext) => CustomAnswer;

/** A custom comparator that threw, took too long, or answered what means nothing. */
export class CustomError extends Error {
  override readonly name = 'CustomError';
  constructor(
    message: string,
    /** What it said itself, which may tell of what it compared: for whoever has both documents anyway. */
    readonly detail?: string,
  ) {
    super(message);
  }
}

/** So many differences of one pair a custom comparator may tell, or is asked about. */
const mostTold = 10_000;
/** And so many characters of JSON they may be, all in all; of what it is asked about only the paths count. */
const mostToldText = 1_000_000;

/** What a custom comparator told, or did not let stand, tells this as its rule. */
export const customRule = 'custom';

/**
 * Asks a custom comparator about what the rules found. What it does not let stand is ignored by it, and
 * told as such: a blind spot stays visible.
 * @throws CustomError
 */
export function askCustom(
  custom: CustomJudge,
  bodies: { readonly legacy: unknown; readonly candidate: unknown },
  found: Found,
  answers: Pick<CustomContext, 'status' | 'headers'>,
): Found {
  const { differences, ignored } = found;
  if (areTooMany([...differences, ...ignored])) {
    return { ...found, notes: [...found.notes, { path: '$', text: notAsked }] };
  }
  const answer = custom(bodies.legacy, bodies.candidate, { differences, ignored, ...answers });
  if (answer === undefined) return found;
  if (answer === true) return standing(found, []);
  if (answer === false) return differences.length > 0 ? found : standing(found, [wholeBody]);
  return standing(found, answer);
}

const notAsked = `the custom comparator was not asked: the rules left more than ${mostTold} differences, or paths of more than ${mostToldText} characters; all of them stand`;

/** Paths share what they begin with as long as nobody writes them out: a document of 80 KB may have 200 MB of them. */
function areTooMany(found: readonly Difference[]): boolean {
  const characters = found.reduce((sum, { path, pattern }) => sum + path.length + pattern.length, 0);
  return found.length > mostTold || characters > mostToldText;
}

/**
 * Makes a judge of a user's comparator, which may change or keep what it is given. Its answer is read to the
 * end and made plain here, whatever stands behind its members.
 * @param names those of its file, under any of which a stack may tell the place where it threw
 */
export function judgeOf(compare: CustomCompare, names: readonly string[] = []): CustomJudge {
  return (legacy, candidate, context) => {
    try {
      return readAnswer(compare(legacy, candidate, context));
    } catch (error) {
      if (error instanceof CustomError) throw error;
      throw whatWasThrown(error, names);
    }
  };
}

/** What was thrown may itself throw when it is looked at. */
function whatWasThrown(error: unknown, names: readonly string[]): CustomError {
  try {
    return new CustomError(
      `the custom comparator threw ${nameOf(error)}${placeOf(error, names)}`,
      detailOf(error),
    );
  } catch {
    return new CustomError('the custom comparator threw what cannot be looked at');
  }
}

function readAnswer(answer: unknown): CustomAnswer {
  if (answer === undefined || answer === null) return undefined;
  if (typeof answer === 'boolean') return answer;
  if (typeof answer === 'object' && 'then' in answer) {
    // What becomes of it later is nobody's business, and must end no thread.
    Promise.resolve(answer).catch(() => undefined);
    throw new CustomError('the custom comparator answered a promise; it must answer at once');
  }
  if (!Array.isArray(answer)) {
    throw new CustomError('the custom comparator answered neither true, false, nothing nor a list');
  }
  if (answer.length > mostTold) {
    throw new CustomError(`the custom comparator told more than ${mostTold} differences`);
  }
  const differences = answer.map(readTold);
  if (JSON.stringify(differences).length > mostToldText) {
    throw new CustomError(`the custom comparator told more than ${mostToldText} characters`);
  }
  return differences;
}

/** An error by its kind alone: its message may quote what was compared. */
function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  return /^\w{1,40}$/.test(name) ? name : 'an error';
}

/** Where in the comparator's own file it was thrown, by line and column: ` at money.js:12:5`. */
export function placeOf(error: unknown, names: readonly string[]): string {
  if (!(error instanceof Error)) return '';
  const lines = String(error.stack).split('\n');
  const at = lines.find((line) => names.some((name) => line.includes(name)));
  const [, place] = /([^/\\]*:\d+(?::\d+)?)\)?$/.exec(at ?? '') ?? [];
  return place === undefined ? '' : ` at ${decodeURI(place)}`;
}

function detailOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).slice(0, 500);
}

const wholeBody: Difference = { path: '$', pattern: '$', kind: 'value', rule: customRule };

/** The differences that stand, as the rules told them where they did; the others are ignored. */
function standing(found: Found, told: readonly Difference[]): Found {
  const left = new Map<string, Difference[]>();
  for (const difference of found.differences) {
    const name = nameOfDifference(difference);
    left.set(name, [...(left.get(name) ?? []), difference]);
  }
  const differences = told.map((difference) => left.get(nameOfDifference(difference))?.shift() ?? difference);
  const dropped = [...left.values()].flat().map((difference) => ({ ...difference, rule: customRule }));
  return { ...found, differences, ignored: [...found.ignored, ...dropped] };
}

const nameOfDifference = ({ kind, path }: Difference): string => `${kind} ${path}`;

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
    rule: customRule,
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

import { writePattern } from '../../comparators/pattern.js';
import { ExactNumber } from '../../comparators/scalars/exact-number.js';
import { isObject } from '../../comparators/scalars/scalars.js';
import { timeOf } from '../../comparators/scalars/times.js';

/** The values of one pattern in one document. */
interface Held {
  /** Of all of them together, as text. */
  readonly characters: number;
  /** One of them says more than one thing: a document of its own, several lines, a sentence. */
  readonly isText: boolean;
}

/** The values of a document by the patterns of their places; what is empty is a value too. */
export type ValuesByPattern = ReadonlyMap<string, Held>;

/** The values of a document. @param textKey of XML: the member that holds an element's text, whose place is the element's */
export function valuesByPattern(document: unknown, textKey: string | undefined): ValuesByPattern {
  const values = new Map<string, Held>();
  const visit = (value: unknown, pattern: string): void => {
    if (Array.isArray(value) && value.length > 0) {
      for (const member of value) visit(member, `${pattern}[*]`);
    } else if (isObject(value) && Object.keys(value).length > 0) {
      for (const [name, held] of Object.entries(value))
        visit(held, name === textKey ? pattern : pattern + writePattern([name]).slice(1));
    } else {
      const { characters = 0, isText = false } = values.get(pattern) ?? {};
      const text = textOf(value);
      values.set(pattern, {
        characters: characters + text.length,
        isText: isText || (typeof value === 'string' && saysMuch(text)),
      });
    }
  };
  visit(document, '$');
  return values;
}

function textOf(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'object' && value !== null ? '' : String(value);
}

/** Words that make a sentence: a name and an id may well have two. */
const fewestWords = 3;

/** An id or a time says one thing; in a text something moves, and beside it stands what clients rely on. */
function saysMuch(text: string): boolean {
  if (/[\r\n]/.test(text.trim()) || /<[A-Za-z!?][^>]*>/.test(text)) return true;
  if (/^\s*[{[]/.test(text)) return true;
  return text.trim().split(/\s+/).length >= fewestWords && timeOf(text) === undefined;
}

/** Why a pattern is not ignored, though what stands there never comes again: it is all that is left, or most of it. */
export type Withheld = 'all' | 'most';

/** A document of which some patterns are ignored: what is still compared. */
export interface StillCompared {
  readonly document: ValuesByPattern;
  /** Patterns, and characters of their values together. */
  readonly patterns: number;
  readonly characters: number;
}

/** A document of which these patterns are ignored. */
export function stillCompared(document: ValuesByPattern, ignored: Iterable<string>): StillCompared {
  let left: StillCompared = {
    document,
    patterns: document.size,
    characters: [...document.values()].reduce((sum, { characters }) => sum + characters, 0),
  };
  for (const pattern of ignored) left = without(left, pattern);
  return left;
}

function without(left: StillCompared, pattern: string): StillCompared {
  const held = left.document.get(pattern);
  return held === undefined
    ? left
    : { ...left, patterns: left.patterns - 1, characters: left.characters - held.characters };
}

/**
 * Which patterns can be ignored so that something is left to compare. Of several that are all there is the lesser
 * ones are ignored, and the largest is compared.
 * @param documents legacy's answers
 */
export function ignorable(
  patterns: readonly string[],
  documents: readonly ValuesByPattern[],
): {
  readonly ignored: ReadonlySet<string>;
  readonly withheld: ReadonlyMap<string, Withheld>;
  readonly left: readonly StillCompared[];
} {
  const ignored = new Set<string>();
  const withheld = new Map<string, Withheld>();
  let left = documents.map((document) => stillCompared(document, []));
  const size = (pattern: string): number =>
    documents.reduce((sum, document) => sum + (document.get(pattern)?.characters ?? 0), 0);
  for (const pattern of patterns.toSorted((a, b) => size(a) - size(b))) {
    const why = whyWithheld(pattern, left);
    if (why !== undefined) withheld.set(pattern, why);
    else {
      ignored.add(pattern);
      left = left.map((one) => without(one, pattern));
    }
  }
  return { ignored, withheld, left };
}

/** Why a pattern is not to be ignored as well: in half of the documents that have it, it is all or most that is left. */
export function whyWithheld(pattern: string, left: readonly StillCompared[]): Withheld | undefined {
  const having = left.filter(({ document }) => document.has(pattern));
  const isHalf = (some: readonly unknown[]): boolean => some.length > 0 && some.length * 2 >= having.length;
  if (isHalf(having.filter(({ patterns }) => patterns <= 1))) return 'all';
  return isHalf(having.filter((one) => isMostText(one, pattern))) ? 'most' : undefined;
}

/** Whether a text is half of what is compared, or more. */
function isMostText({ document, characters }: StillCompared, pattern: string): boolean {
  const held = document.get(pattern);
  return held !== undefined && held.isText && held.characters * 2 >= characters;
}

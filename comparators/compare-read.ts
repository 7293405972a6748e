import type { CompiledRules } from './compile-rules.js';
import { type Found, compareTrees } from './compare-values.js';
import type { Difference } from './difference.js';
import { type Document, formatOf, noDuplicates } from './document.js';
import type { Limits } from './limits.js';
import { applyRenames } from './renames.js';
import { readLines } from './text-lines.js';
import { textKey } from './xml.js';
import { alignForRenames, alignXml } from './xml-shapes.js';

/**
 * Compares two documents that were read. Documents of different formats differ as a whole: one `format`
 * difference at `$`.
 * @throws LimitReached when the time is over
 */
export function compareRead(
  legacy: Document,
  candidate: Document,
  rules: CompiledRules,
  limits: Limits,
): Found {
  const found = bodies(legacy, candidate, rules, limits);
  const ignoring = rules.root.here.ignore;
  if (ignoring === undefined) return found;
  // How a whole document is written is a difference of the whole document.
  const silenced = found.differences.map((difference) => ({ ...difference, rule: ignoring.rule }));
  return { ...found, differences: [], ignored: [...silenced, ...found.ignored] };
}

function bodies(legacy: Document, candidate: Document, rules: CompiledRules, limits: Limits): Found {
  const [left, right] = [formatOf(legacy), formatOf(candidate)];
  if (legacy.kind === 'empty' || candidate.kind === 'empty') return only(...emptiness(legacy, candidate));
  if (left !== right) return only(whole('format', left, right));
  const marks = markDifference(legacy, candidate);
  if (legacy.kind === 'tree' && candidate.kind === 'tree') {
    return withFirst(marks, treesOf(legacy, candidate, rules, limits));
  }
  if (legacy.kind === 'text' && candidate.kind === 'text') {
    return withFirst(marks, textsOf(legacy.text, candidate.text, rules, limits));
  }
  if (legacy.kind === 'bytes' && candidate.kind === 'bytes' && legacy.sha256 !== candidate.sha256) {
    return only(whole('value', bytesTold(legacy), bytesTold(candidate)));
  }
  return only();
}

const withFirst = (first: readonly Difference[], found: Found): Found => ({
  ...found,
  differences: [...first, ...found.differences],
});

type Tree = Document & { readonly kind: 'tree' };

/** Brings the candidate into legacy's shape, and compares place by place. */
function treesOf(legacy: Tree, candidate: Tree, rules: CompiledRules, limits: Limits): Found {
  if (legacy.format !== 'xml') {
    const renamed = applyRenames(candidate.value, candidate.duplicates, rules.renames);
    return compareTrees({ legacy, candidate: renamed }, rules, limits);
  }
  const listed = alignForRenames(candidate.value, rules.renamedPlaces);
  const renamed = applyRenames(listed, candidate.duplicates, rules.renames);
  const aligned = alignXml(legacy.value, renamed, rules);
  const trees = { legacy: { ...legacy, value: aligned.legacy }, candidate: aligned.candidate, textKey };
  return compareTrees(trees, forTexts(rules), limits);
}

function only(...differences: Difference[]): Found {
  return { differences, ignored: [], notes: [] };
}

function whole(kind: Difference['kind'], legacy: unknown, candidate: unknown): Difference {
  return { path: '$', pattern: '$', kind, legacy, candidate };
}

/** No body against a body is the whole document missing or added. */
function emptiness(legacy: Document, candidate: Document): Difference[] {
  if (legacy.kind === candidate.kind) return [];
  const [kind, side] =
    legacy.kind === 'empty' ? (['extra', 'candidate'] as const) : (['absent', 'legacy'] as const);
  const document = legacy.kind === 'empty' ? candidate : legacy;
  return [{ path: '$', pattern: '$', kind, [side]: contentOf(document) }];
}

function contentOf(document: Document): unknown {
  if (document.kind === 'text') return document.text;
  return document.kind === 'bytes' ? bytesTold(document) : `a ${formatOf(document)} document`;
}

function bytesTold({ length, sha256 }: Document & { kind: 'bytes' }): unknown {
  return { bytes: length, sha256 };
}

/** A byte order mark before one of two texts breaks strict readers, so it is told. */
function markDifference(legacy: Document, candidate: Document): Difference[] {
  const [left, right] = [isMarked(legacy), isMarked(candidate)];
  if (left === right) return [];
  const told = (marked: boolean): string => (marked ? 'a byte order mark' : 'no byte order mark');
  return [whole('format', told(left), told(right))];
}

function isMarked(document: Document): boolean {
  return (document.kind === 'tree' || document.kind === 'text') && document.marked;
}

/** A text is a list of its lines; how they end is told once. */
function textsOf(legacy: string, candidate: string, rules: CompiledRules, limits: Limits): Found {
  const [left, right] = [readLines(legacy), readLines(candidate)];
  const ends =
    left.ends === right.ends ? [] : [whole('format', `${left.ends} line ends`, `${right.ends} line ends`)];
  const last = (closed: boolean): string => (closed ? 'a line end at the end' : 'no line end at the end');
  const close = left.closed === right.closed ? [] : [whole('format', last(left.closed), last(right.closed))];
  const renamed = applyRenames(right.lines, noDuplicates, []);
  const trees = { legacy: { value: left.lines, duplicates: noDuplicates }, candidate: renamed };
  const found = compareTrees(trees, forTexts(rules), limits);
  return withFirst([...ends, ...close], found);
}

/** Where every value is a text, tolerances and value maps read numbers in texts. */
const forTexts = (rules: CompiledRules): CompiledRules => ({ ...rules, numberString: true, allText: true });

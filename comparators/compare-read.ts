import type { CompiledRules } from './compile-rules.js';
import { compareTrees } from './compare-values.js';
import type { Difference } from './difference.js';
import { type Document, formatOf } from './document.js';
import type { Limits } from './limits.js';
import { applyRenames } from './renames.js';
import { textKey } from './xml.js';
import { alignForRenames, alignXml } from './xml-shapes.js';

/** What two documents differ in. */
export interface DocumentDifferences {
  readonly differences: readonly Difference[];
  readonly ignored: readonly Difference[];
}

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
): DocumentDifferences {
  const [left, right] = [formatOf(legacy), formatOf(candidate)];
  if (legacy.kind === 'empty' || candidate.kind === 'empty') return emptiness(legacy, candidate);
  if (left !== right) return only(whole('format', left, right));
  const marks = markDifference(legacy, candidate);
  if (legacy.kind === 'tree' && candidate.kind === 'tree') {
    const found = treesOf(legacy, candidate, rules, limits);
    return { ...found, differences: [...marks, ...found.differences] };
  }
  if (legacy.kind === 'text' && candidate.kind === 'text') {
    return only(...marks, ...texts(legacy.text, candidate.text));
  }
  if (legacy.kind === 'bytes' && candidate.kind === 'bytes' && legacy.sha256 !== candidate.sha256) {
    return only(whole('value', bytesTold(legacy), bytesTold(candidate)));
  }
  return only();
}

type Tree = Document & { readonly kind: 'tree' };

/** Brings the candidate into legacy's shape, and compares place by place. */
function treesOf(legacy: Tree, candidate: Tree, rules: CompiledRules, limits: Limits): DocumentDifferences {
  if (legacy.format !== 'xml') {
    const renamed = applyRenames(candidate.value, candidate.duplicates, rules.renames);
    return compareTrees({ legacy, candidate: renamed }, rules, limits);
  }
  const listed = alignForRenames(candidate.value, rules.renamedPlaces);
  const renamed = applyRenames(listed, candidate.duplicates, rules.renames);
  const aligned = alignXml(legacy.value, renamed, rules);
  const trees = { legacy: { ...legacy, value: aligned.legacy }, candidate: aligned.candidate, textKey };
  return compareTrees(trees, { ...rules, numberString: true, allText: true }, limits);
}

function only(...differences: Difference[]): DocumentDifferences {
  return { differences, ignored: [] };
}

function whole(kind: Difference['kind'], legacy: unknown, candidate: unknown): Difference {
  return { path: '$', pattern: '$', kind, legacy, candidate };
}

/** No body against a body is the whole document missing or added. */
function emptiness(legacy: Document, candidate: Document): DocumentDifferences {
  if (legacy.kind === candidate.kind) return only();
  const [kind, side] =
    legacy.kind === 'empty' ? (['extra', 'candidate'] as const) : (['absent', 'legacy'] as const);
  const document = legacy.kind === 'empty' ? candidate : legacy;
  return only({ path: '$', pattern: '$', kind, [side]: contentOf(document) });
}

function contentOf(document: Document): unknown {
  if (document.kind === 'text') return excerpt(document.text, 0);
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

/** How much of a long text a difference shows. */
const excerptLength = 2_000;

/** A text is one value; of a long one the difference shows it from the first line that differs. */
function texts(legacy: string, candidate: string): Difference[] {
  if (legacy === candidate) return [];
  let at = 0;
  while (legacy.charCodeAt(at) === candidate.charCodeAt(at)) at += 1;
  const long = Math.max(legacy.length, candidate.length) > excerptLength;
  const start = long ? legacy.lastIndexOf('\n', at - 1) + 1 : 0;
  return [whole('value', excerpt(legacy, Math.min(start, at)), excerpt(candidate, Math.min(start, at)))];
}

function excerpt(text: string, start: number): string {
  const shown = text.slice(start, start + excerptLength);
  return `${start > 0 ? '…' : ''}${shown}${start + excerptLength < text.length ? '…' : ''}`;
}

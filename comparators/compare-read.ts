import type { CompiledRules } from './rules/compile-rules.js';
import { type Trees, compareTrees } from './compare-values.js';
import type { Found } from './telling.js';
import { type CustomContext, askCustom } from './custom.js';
import type { Difference } from './difference.js';
import { inOrder } from './forgiving.js';
import { type Document, formatOf, noDuplicates } from './reading/document.js';
import { Deadline, type Limits } from './limits.js';
import { applyRenames, unrenamed } from './shape/apply-renames.js';
import { tellable } from './tellable.js';
import { type TextLines, readLines } from './reading/text-lines.js';
import { textKey } from './reading/xml.js';
import { alignForSelectors, alignXml } from './shape/xml-shapes.js';

/**
 * Compares two documents that were read. Documents of different formats differ as a whole: one `format`
 * difference at `$`.
 * @param onRead told what was read, where both are documents with places
 * @throws LimitReached when the time is over
 */
export function compareRead(
  legacy: Document,
  candidate: Document,
  rules: CompiledRules,
  limits: Limits,
  answers: AboutAnswers,
  onRead: OnRead = () => {},
): Found {
  const found = bodies(legacy, candidate, { rules, limits, answers, onRead });
  const ignoring = rules.root.here.ignore;
  if (ignoring === undefined) return found;
  // How a whole document is written is a difference of the whole document.
  const silenced = found.differences.map((difference) => ({ ...difference, rule: ignoring.rule }));
  return { ...found, differences: [], ignored: [...silenced, ...found.ignored], forgiven: [] };
}

/** What a custom comparator is told of the answers that the bodies came in. */
export type AboutAnswers = Pick<CustomContext, 'status' | 'headers'>;

/** Two documents in legacy's shape, and the rules that they are compared by. */
export interface ReadTrees {
  readonly trees: Trees;
  readonly rules: CompiledRules;
}
/** Told of the documents that a comparison read. */
export type OnRead = (read: ReadTrees) => void;

/** Tells of one document that both sides gave, byte for byte. */
export function sameOnBoth(document: Document, rules: CompiledRules, onRead: OnRead): void {
  if (document.kind === 'tree') {
    const isXml = document.format === 'xml';
    const trees = { legacy: document, candidate: unrenamed(document), ...(isXml && { textKey }) };
    onRead({ trees, rules: isXml ? forTexts(rules) : rules });
  } else if (document.kind === 'text') {
    const lines = { value: readLines(document.text).lines, duplicates: noDuplicates };
    onRead({ trees: { legacy: lines, candidate: unrenamed(lines) }, rules: forTexts(rules) });
  }
}

interface Judging {
  readonly onRead: OnRead;
  readonly rules: CompiledRules;
  readonly limits: Limits;
  readonly answers: AboutAnswers;
}

function bodies(legacy: Document, candidate: Document, by: Judging): Found {
  const [left, right] = [formatOf(legacy), formatOf(candidate)];
  if (legacy.kind === 'empty' || candidate.kind === 'empty') return only(...emptiness(legacy, candidate));
  if (left !== right) return only(whole('format', left, right));
  const marks = markDifference(legacy, candidate);
  if (legacy.kind === 'tree' && candidate.kind === 'tree') {
    return withFirst(marks, treesOf(legacy, candidate, by));
  }
  if (legacy.kind === 'text' && candidate.kind === 'text') {
    return withFirst(marks, textsOf(legacy.text, candidate.text, by));
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
function treesOf(legacy: Tree, candidate: Tree, { rules, limits, answers, onRead }: Judging): Found {
  const deadline = new Deadline(limits);
  const isXml = legacy.format === 'xml';
  const trees = (isXml ? xmlTrees : jsonTrees)(legacy, candidate, rules, deadline);
  const governing = isXml ? forTexts(rules) : rules;
  onRead({ trees, rules: governing });
  const found = compareTrees(trees, governing, deadline);
  if (rules.custom === undefined) return found;
  const plain = { legacy: tellable(trees.legacy.value), candidate: tellable(trees.candidate.value) };
  return askCustom(rules.custom, plain, found, answers);
}

function jsonTrees(legacy: Tree, candidate: Tree, { renames }: CompiledRules, deadline: Deadline): Trees {
  const { value, duplicates } = candidate;
  return { legacy, candidate: applyRenames(value, duplicates, renames, () => deadline.step()) };
}

function xmlTrees(legacy: Tree, candidate: Tree, rules: CompiledRules, deadline: Deadline): Trees {
  const listed = alignForSelectors(candidate.value, rules.renamedPlaces);
  const renamed = applyRenames(listed, candidate.duplicates, rules.renames, () => deadline.step(), textKey);
  const aligned = alignXml(legacy.value, renamed, rules);
  return { legacy: { ...legacy, value: aligned.legacy }, candidate: aligned.candidate, textKey };
}

function only(...differences: Difference[]): Found {
  return { differences, ignored: [], notes: [], forgiven: [] };
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
function textsOf(legacy: string, candidate: string, { rules, limits, answers, onRead }: Judging): Found {
  const [left, right] = [readLines(legacy), readLines(candidate)];
  const lines = (value: readonly string[]) => ({ value, duplicates: noDuplicates });
  // Of two texts of mixed ends only the lines say which of them ends how.
  const [ofLegacy, ofCandidate] =
    left.mixed && right.mixed && !rules.lineEnds ? [left.mixed, right.mixed] : [left.lines, right.lines];
  const trees = { legacy: lines(ofLegacy), candidate: unrenamed(lines(ofCandidate)) };
  onRead({ trees, rules: forTexts(rules) });
  const compared = compareTrees(trees, forTexts(rules), new Deadline(limits));
  const ends = lineEnds(left, right);
  const found = rules.lineEnds
    ? {
        ...compared,
        forgiven: inOrder([
          ...compared.forgiven,
          ...(ends.length > 0 || areMixedOtherwise(left, right) ? (['equate'] as const) : []),
        ]),
      }
    : withFirst(ends, compared);
  return rules.custom === undefined ? found : askCustom(rules.custom, { legacy, candidate }, found, answers);
}

/** Whether of two texts of mixed ends some line ends otherwise in one than in the other. */
const areMixedOtherwise = (legacy: TextLines, candidate: TextLines): boolean =>
  legacy.mixed?.some(
    (line, at) => candidate.mixed?.[at] !== line && candidate.lines[at] === legacy.lines[at],
  ) === true && candidate.mixed !== undefined;

function lineEnds(legacy: TextLines, candidate: TextLines): Difference[] {
  const ends = ({ ends }: TextLines): string =>
    legacy.ends && candidate.ends ? `${ends} line ends` : 'no line ends to compare';
  const last = ({ closed }: TextLines): string =>
    closed ? 'a line end at the end' : 'no line end at the end';
  return [ends, last].flatMap((told) =>
    told(legacy) === told(candidate) ? [] : [whole('format', told(legacy), told(candidate))],
  );
}

/** Where every value is a text, tolerances and value maps read numbers in texts. */
export const forTexts = (rules: CompiledRules): CompiledRules => ({ ...rules, allText: true });

import { type Document, type LineCounter, type ParsedNode, type YAMLError, isScalar, visit } from 'yaml';
import type { Problem } from './problem.js';

type Parsed = Document.Parsed<ParsedNode>;

/**
 * Why a text is no YAML. A selector with brackets in no quotes reads as a list, and what follows it as anything:
 * from the first on these selectors alone are told.
 */
export function yamlProblems(text: string, document: Parsed, lines: LineCounter): readonly Problem[] {
  const problems = new Map<number, string>();
  const firsts = firstsOf(document);
  let isAstray = false;
  for (const error of document.errors) {
    const selector = bareSelector(text, error.pos[0]);
    if (selector !== undefined) problems.set(selector.start, unquoted(selector.text));
    else if (!isAstray) problems.set(error.pos[0], whyOf(error, firsts, lines));
    isAstray ||= selector !== undefined;
  }
  return [...problems].map(([offset, why]) => {
    const { line, col: column } = lines.linePos(offset);
    return { line, column, where: '', message: `not valid YAML: ${why}` };
  });
}

function whyOf(error: YAMLError, firsts: ReadonlyMap<number, First>, lines: LineCounter): string {
  if (error.code === 'BAD_ALIAS') return 'what begins with * must stand in quotes: "*"';
  if (error.code === 'DUPLICATE_KEY') {
    const twice = firsts.get(error.pos[0]);
    if (twice !== undefined) {
      const { line, col } = lines.linePos(twice.first);
      return `the key ${JSON.stringify(twice.key)} stands at line ${line}, column ${col} already; each may stand once`;
    }
  }
  return (error.message.split('\n')[0] ?? error.code).replace(/ at line \d+, column \d+:$/, '');
}

interface First {
  readonly key: string;
  readonly first: number;
}

/** Of every key that stands twice in its map, by the offset of the second, where it stands first. */
function firstsOf(document: Parsed): ReadonlyMap<number, First> {
  const firsts = new Map<number, First>();
  visit(document, {
    Map: (_, { items }) => {
      const known = new Map<unknown, number>();
      for (const { key } of items) {
        const offset = isScalar(key) ? key.range?.[0] : undefined;
        if (!isScalar(key) || offset === undefined) continue;
        const first = known.get(key.value);
        if (first === undefined) known.set(key.value, offset);
        else firsts.set(offset, { key: String(key.value), first });
      }
    },
  });
  return firsts;
}

/** `$`, names and brackets, with no quote before them. */
const bare = /(?<=^|[\s{[,])\$(?:\.{1,2}[^\s.[\]{},:'"]+|\[[^\][]*\])+/g;

/** The selector with brackets, in no quotes, at whose brackets YAML stumbled. */
function bareSelector(text: string, offset: number): { start: number; text: string } | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [line = ''] = text.slice(start).split('\n', 1);
  for (const found of line.matchAll(bare)) {
    const at = start + found.index;
    if (found[0].includes('[') && offset > at && offset <= at + found[0].length)
      return { start: at, text: found[0] };
  }
  return undefined;
}

const unquoted = (selector: string): string =>
  `a selector with brackets must stand in quotes: ${selector.includes('"') ? `'${selector}'` : `"${selector}"`}`;

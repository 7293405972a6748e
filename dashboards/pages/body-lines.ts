import { type PathStep, writePath } from '../../comparators/pattern.js';
import { readLines } from '../../comparators/reading/text-lines.js';
import { visible } from './visible-text.js';

/** A line of a body as it is shown: indented, with the path it stands at. */
export interface BodyLine {
  readonly depth: number;
  readonly text: string;
  readonly path: string;
  /** How it ends, where most lines of the text end otherwise. */
  readonly end?: LineEnd;
}

type LineEnd = 'LF' | 'CRLF';

const mostLines = 3000;
const mostDepth = 60;
const mostText = 2000;

/** A value in one line, cut when long. */
export function inline(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return visible(text.length > mostText ? `${text.slice(0, mostText)}… (${text.length} characters)` : text);
}

/** A body as lines: JSON with one member each, other text as it is. Bounded; says when it was cut. */
export function bodyLines(body: unknown): BodyLine[] {
  const lines: BodyLine[] = [];
  const room = (): boolean => lines.length < mostLines;
  const add = (depth: number, text: string, path: string): void => {
    if (room()) lines.push({ depth, text, path });
  };
  const walk = (value: unknown, steps: readonly PathStep[], before: string, after: string): void => {
    if (!room()) return;
    const depth = steps.length;
    const path = writePath(steps);
    if (value === null || typeof value !== 'object') {
      add(depth, before + inline(value) + after, path);
      return;
    }
    const list = Array.isArray(value);
    const members: [string, unknown][] = Object.entries(value);
    const [open, close] = list ? ['[', ']'] : ['{', '}'];
    if (members.length === 0 || depth >= mostDepth) {
      add(depth, `${before}${open}${members.length === 0 ? '' : '…'}${close}${after}`, path);
      return;
    }
    add(depth, before + open, path);
    for (const [index, [name, member]] of members.entries()) {
      if (!room()) break;
      const label = list ? '' : `${visible(JSON.stringify(name))}: `;
      const comma = index === members.length - 1 ? '' : ',';
      walk(member, [...steps, list ? index : name], label, comma);
    }
    add(depth, close + after, path);
  };

  if (typeof body === 'string') {
    for (const line of textLines(body)) if (room()) lines.push(line);
  } else {
    walk(body, [], '', '');
  }
  if (!room()) lines.push({ depth: 0, text: `… cut after ${mostLines} lines`, path: '' });
  return lines;
}

function textLines(body: string): readonly BodyLine[] {
  const { lines } = readLines(body);
  const { most, others } = lineEnds(body);
  return lines.map((line, at) => ({
    depth: 0,
    text: visible(line.length > mostText ? `${line.slice(0, mostText)}…` : line),
    path: `$[${at}]`,
    ...(most !== undefined && others.has(at) && { end: most === 'LF' ? 'CRLF' : 'LF' }),
  }));
}

/** How lines end, told once; undefined for what is no text, or no more than one line without an end. */
export function lineEndsTold(body: unknown): string | undefined {
  if (typeof body !== 'string') return undefined;
  const { most, others } = lineEnds(body);
  if (most === undefined) return undefined;
  const but = others.size === 0 ? '' : `, but for those marked ${most === 'LF' ? 'CRLF' : 'LF'}`;
  const told = `Lines end with ${most}${but}`;
  return readLines(body).closed ? `${told}.` : `${told}; the last has no end.`;
}

/** How most lines of a text end, and which end otherwise. */
function lineEnds(body: string): {
  readonly most: LineEnd | undefined;
  readonly others: ReadonlySet<number>;
} {
  const { ends, mixed = [], closed } = readLines(body);
  if (ends !== 'LF and CRLF') return { most: ends, others: new Set() };
  const ended = closed ? mixed : mixed.slice(0, -1);
  const at = (isWanted: (line: string) => boolean): number[] =>
    ended.flatMap((line, index) => (isWanted(line) ? [index] : []));
  const [returned, plain] = [at((line) => line.endsWith('\r')), at((line) => !line.endsWith('\r'))];
  return returned.length > plain.length
    ? { most: 'CRLF', others: new Set(plain) }
    : { most: 'LF', others: new Set(returned) };
}

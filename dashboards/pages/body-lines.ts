import { type PathStep, writePath } from '../../comparators/pattern.js';
import { visible } from './visible-text.js';

/** A line of a body as it is shown: indented, with the path it stands at. */
export interface BodyLine {
  readonly depth: number;
  readonly text: string;
  readonly path: string;
}

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
    for (const [at, line] of body.split('\n').entries())
      add(0, visible(line.length > mostText ? `${line.slice(0, mostText)}…` : line), `$[${at}]`);
  } else {
    walk(body, [], '', '');
  }
  if (!room()) lines.push({ depth: 0, text: `… cut after ${mostLines} lines`, path: '' });
  return lines;
}

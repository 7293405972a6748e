import * as jsondiffpatch from 'jsondiffpatch';
import type { Difference } from '../../comparators/difference.js';
import { readLines } from '../../comparators/reading/text-lines.js';
import { inline } from './body-lines.js';
import { drawnPair } from './drawn-pair.js';
import { type LabelledPair, labelled } from './labelled.js';

/** A line of a diff: what only legacy has (`-`), only the candidate (`+`), or both (` `). */
export interface DeltaLine {
  readonly depth: number;
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
}

const mostLines = 2000;

/**
 * Legacy's body as one diff, drawn after the rules: what only legacy has beside what the candidate has
 * instead, as the differences tell. To be shown and never to be judged by. Undefined when the body is too
 * big for it.
 */
export function deltaLines(legacy: unknown, differences: readonly Difference[]): DeltaLine[] | undefined {
  if (legacy === undefined) return [];
  const applied = drawnPair(legacy, differences);
  if (applied === undefined) return undefined;
  const pair = labelled(applied);
  const lines: DeltaLine[] = [];
  tell(jsondiffpatch.diff(pair.legacy, pair.value), { label: '', depth: 0, right: pair.value }, pair, lines);
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), { depth: 0, sign: ' ', text: `… cut after ${mostLines} lines` }];
}

/** What of a body is drawn: a text was compared by its lines. */
export const drawable = (body: unknown): unknown => {
  if (typeof body !== 'string') return body;
  return isNotice(body) ? undefined : readLines(body).lines;
};

/** What is kept in place of a body that is not. */
const isNotice = (body: string): boolean =>
  /^\[(?:withheld|not readable|the same on both sides)\b/.test(body);

function tell(
  delta: jsondiffpatch.Delta,
  { label, depth, right }: { readonly label: string; readonly depth: number; readonly right: unknown },
  pair: LabelledPair,
  lines: DeltaLine[],
): void {
  const line = (sign: DeltaLine['sign'], text: string): void => {
    lines.push({ depth, sign, text: label + text });
  };
  if (delta === undefined) return;
  if (Array.isArray(delta)) {
    // Of the differ: [come], [was, is], or [gone, 0, 0].
    if (delta.length !== 1) line('-', inline(delta[0]));
    if (delta.length !== 3) line('+', inline(delta.at(-1)));
    return;
  }
  const node = pair.drawnAs(right) ?? { list: false, size: 0, order: [] };
  line(' ', node.list ? '[' : '{');
  const rank = new Map(node.order.map((name, at) => [name, at]));
  const members = Object.entries(delta).toSorted(([a], [b]) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)) as [
    string,
    jsondiffpatch.Delta,
  ][];
  for (const [name, member] of members) {
    const held = (right as Readonly<Record<string, unknown>>)[name];
    tell(member, { label: `${name}: `, depth: depth + 1, right: held }, pair, lines);
  }
  // What was removed is no member of the candidate's.
  const touched = members.filter(([, member]) => !(Array.isArray(member) && member.length === 3)).length;
  if (!node.list && node.size > touched)
    lines.push({ depth: depth + 1, sign: ' ', text: '… the rest is the same' });
  lines.push({ depth, sign: ' ', text: node.list ? ']' : '}' });
}

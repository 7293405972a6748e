import * as jsondiffpatch from 'jsondiffpatch';
import { applyDifferences } from '../../comparators/apply-differences.js';
import type { Difference } from '../../comparators/difference.js';
import { readLines } from '../../comparators/reading/text-lines.js';
import { inline } from './body-lines.js';
import { visible } from './visible-text.js';

/** A line of a diff: what only legacy has (`-`), only the candidate (`+`), or both (` `). */
export interface DeltaLine {
  readonly depth: number;
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
}

const mostValues = 5000;
const mostListMembers = 500;
const mostLines = 2000;

/**
 * Legacy's body as one diff, drawn after the rules: what only legacy has beside what the candidate has
 * instead, as the differences tell. To be shown and never to be judged by: the differ takes time that
 * grows with the square of a list, so its input is capped. Undefined when the body is too big for it.
 */
export function deltaLines(legacy: unknown, differences: readonly Difference[]): DeltaLine[] | undefined {
  if (legacy === undefined) return [];
  if (!small(legacy)) return undefined;
  const applied = applyDifferences(legacy, differences);
  if (!small(applied.value)) return undefined;
  const differ = jsondiffpatch.create({
    // Without an identity, members of lists would be told as all removed and all added.
    objectHash: (item) => applied.identity(item),
    arrays: { detectMove: false },
  });
  const lines: DeltaLine[] = [];
  tell(differ.diff(legacy, applied.value), '', 0, applied.value, lines);
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

/** Whether a value is small enough; counts without recursion, for it may be deep. */
function small(value: unknown): boolean {
  const waiting = [value];
  for (let seen = 0; waiting.length > 0; seen += 1) {
    if (seen > mostValues) return false;
    const next = waiting.pop();
    if (next === null || typeof next !== 'object') continue;
    const members: unknown[] = Object.values(next);
    if (Array.isArray(next) && members.length > mostListMembers) return false;
    if (members.length > mostValues) return false;
    waiting.push(...members);
  }
  return depth(value) <= 100;
}

function depth(value: unknown): number {
  let level: unknown[] = [value];
  for (let deep = 0; ; deep += 1) {
    const objects = level.filter((one) => one !== null && typeof one === 'object');
    if (objects.length === 0 || deep > 200) return deep;
    level = objects.flatMap((one) => Object.values(one) as unknown[]);
  }
}

function tell(
  delta: jsondiffpatch.Delta,
  label: string,
  depth: number,
  right: unknown,
  lines: DeltaLine[],
): void {
  const line = (sign: DeltaLine['sign'], text: string): void => {
    lines.push({ depth, sign, text: label + text });
  };
  if (delta === undefined) return;
  if (Array.isArray(delta)) {
    if (delta.length === 1) line('+', inline(delta[0]));
    else if (delta.length === 2) {
      line('-', inline(delta[0]));
      line('+', inline(delta[1]));
    } else line('-', inline(delta[0]));
    return;
  }
  const list = delta['_t'] === 'a';
  line(' ', list ? '[' : '{');
  const members = Object.entries(delta)
    .filter(([name]) => !(list && name === '_t'))
    .toSorted(([a], [b]) => (list ? placeOf(a) - placeOf(b) : 0));
  for (const [name, member] of members) {
    // In a list `_3` is position 3 of legacy, `3` position 3 of the candidate.
    const place = list && name.startsWith('_') ? name.slice(1) : name;
    tell(
      member as jsondiffpatch.Delta,
      `${list ? `[${place}]` : visible(JSON.stringify(name))}: `,
      depth + 1,
      memberOf(right, place),
      lines,
    );
  }
  // Counted on the candidate's side, whose positions nested deltas carry; what was removed is no member of it.
  const touched = members.filter(([, member]) => !(Array.isArray(member) && member.length === 3)).length;
  const same = size(right) - touched;
  if (!list && same > 0) lines.push({ depth: depth + 1, sign: ' ', text: '… the rest is the same' });
  lines.push({ depth, sign: ' ', text: list ? ']' : '}' });
}

/** In a list by position, and at one position what is gone before what came: `_3` before `3`. */
const placeOf = (name: string): number => (name.startsWith('_') ? Number(name.slice(1)) - 0.5 : Number(name));

const memberOf = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const size = (value: unknown): number =>
  value !== null && typeof value === 'object' ? Object.keys(value).length : 0;

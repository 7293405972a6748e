import { type ClassCounts, mismatchClasses, noClasses } from '../../../evidence/mismatch-class.js';
import type { FieldRow } from '../../../evidence/scorecard.js';

/** A place in the answers at which, or below which, something differs. */
export interface FieldNode {
  /** What it is called below the place above it: `.orders[*]`; several steps in one where nothing branches. */
  readonly label: string;
  /** Kinds of difference at this very place. */
  readonly rows: readonly FieldRow[];
  readonly children: readonly FieldNode[];
  /** Differences by class, here and below. */
  readonly classes: ClassCounts;
}

/** `$`, a member with the list that it is, or a whole text that is no pattern of a body (`header:vary`). */
const steps = /^\$(?:\[\*\])*|(?:\.[^.[\]]+|\['(?:[^'\\]|\\.)*'\])(?:\[\*\])*/g;

function stepsOf(pattern: string): readonly string[] {
  const found = pattern.match(steps) ?? [];
  return found.join('') === pattern ? found : [pattern];
}

/**
 * Patterns that differ as the tree of the answer: what is new or reopened first, then what differs most, at every
 * branch. A way on which nothing branches is one node.
 */
export function fieldTree(rows: readonly FieldRow[]): readonly FieldNode[] {
  return branch(rows.map((row) => ({ row, steps: stepsOf(row.pattern) })));
}

interface Placed {
  readonly row: FieldRow;
  /** What is left of its way. */
  readonly steps: readonly string[];
}

function branch(placed: readonly Placed[]): readonly FieldNode[] {
  const byStep = new Map<string, Placed[]>();
  for (const {
    row,
    steps: [first = '', ...rest],
  } of placed) {
    const below = byStep.get(first) ?? [];
    below.push({ row, steps: rest });
    byStep.set(first, below);
  }
  return [...byStep]
    .map(([label, below]) => nodeOf(label, below))
    .toSorted((a, b) => Number(isUrgent(b)) - Number(isUrgent(a)) || most(b) - most(a));
}

function nodeOf(label: string, placed: readonly Placed[]): FieldNode {
  const rows = placed.filter(({ steps: left }) => left.length === 0).map(({ row }) => row);
  const children = branch(placed.filter(({ steps: left }) => left.length > 0));
  const [only] = children;
  if (rows.length === 0 && children.length === 1 && only) return { ...only, label: label + only.label };
  return { label, rows, children, classes: sumOf(placed.map(({ row }) => row.classes)) };
}

const sumOf = (all: readonly ClassCounts[]): ClassCounts =>
  all.reduce<ClassCounts>(
    (sum, counts) => ({
      ...sum,
      ...Object.fromEntries(mismatchClasses.map((name) => [name, sum[name] + counts[name]])),
    }),
    noClasses(),
  );

const isUrgent = ({ rows, children }: FieldNode): boolean =>
  rows.some(({ state }) => state === 'new' || state === 'reopened') || children.some(isUrgent);

const most = ({ rows, children }: FieldNode): number =>
  Math.max(0, ...rows.map(({ mismatched }) => mismatched), ...children.map(most));

import type { Selector, SelectorStep } from './selector.js';

/** A rule's mark and the selector that places it. */
export interface Placed<M> {
  readonly selector: Selector;
  readonly mark: M;
}

interface Node<M> {
  readonly id: number;
  readonly names: Map<string, Node<M>>;
  readonly indexes: Map<number, Node<M>>;
  readonly below: Map<string, Node<M>>;
  any: Node<M> | undefined;
  readonly placed: Placed<M>[];
}

/**
 * All selectors as one automaton over path steps: a walk down a document carries one state, and one
 * lookup per step answers for every rule at once. States are made when first met and kept.
 */
export class PathState<M> {
  /** What is placed exactly here, the most specific last. */
  readonly marks: readonly M[];
  /** True when nothing is placed here or anywhere below. */
  readonly plain: boolean;
  /** True when something is placed at or below single positions of the list that stands here. */
  readonly tellsPositions: boolean;
  /** Null for a step that some selector names and that no walk has taken yet. */
  private readonly names = new Map<string, PathState<M> | null>();
  private readonly indexes = new Map<number, PathState<M> | null>();
  private otherName: PathState<M> | undefined;
  private otherIndex: PathState<M> | undefined;

  constructor(
    private readonly nodes: readonly Node<M>[],
    private readonly hovering: readonly Node<M>[],
    private readonly known: Map<string, PathState<M>>,
  ) {
    const placed = nodes.flatMap((node) => node.placed);
    this.marks = placed.sort((a, b) => bySpecificity(a.selector, b.selector)).map(({ mark }) => mark);
    for (const node of nodes) {
      for (const name of node.names.keys()) this.names.set(name, null);
      for (const index of node.indexes.keys()) this.indexes.set(index, null);
    }
    for (const node of hovering) for (const name of node.below.keys()) this.names.set(name, null);
    const leadsOn = nodes.some(
      ({ names, indexes, any }) => names.size + indexes.size > 0 || any !== undefined,
    );
    this.tellsPositions = this.indexes.size > 0;
    this.plain = this.marks.length === 0 && hovering.length === 0 && !leadsOn;
  }

  /** The state of an object's member. */
  member(name: string): PathState<M> {
    if (this.plain) return this;
    const known = this.names.get(name);
    if (known === undefined) return (this.otherName ??= this.after(undefined, undefined));
    if (known !== null) return known;
    const made = this.after(name, undefined);
    this.names.set(name, made);
    return made;
  }

  /** The state of a list's member; of -1, of any that no selector names by its position. */
  item(index: number): PathState<M> {
    if (this.plain) return this;
    const known = this.indexes.get(index);
    if (known === undefined) return (this.otherIndex ??= this.after(undefined, undefined));
    if (known !== null) return known;
    const made = this.after(undefined, index);
    this.indexes.set(index, made);
    return made;
  }

  private after(name: string | undefined, index: number | undefined): PathState<M> {
    const next = new Set<Node<M>>();
    const add = (node: Node<M> | undefined): void => {
      if (node !== undefined) next.add(node);
    };
    for (const node of this.nodes) {
      add(node.any);
      if (name !== undefined) add(node.names.get(name));
      if (index !== undefined) add(node.indexes.get(index));
    }
    if (name !== undefined) for (const node of this.hovering) add(node.below.get(name));
    return stateOf([...next], this.hovering, this.known);
  }
}

/** Compiles selectors into the state of the document's root. */
export function compilePaths<M>(placed: readonly Placed<M>[]): PathState<M> {
  let ids = 0;
  const node = (): Node<M> => ({
    id: (ids += 1),
    names: new Map(),
    indexes: new Map(),
    below: new Map(),
    any: undefined,
    placed: [],
  });
  const root = node();
  for (const one of placed) {
    let at = root;
    for (const step of one.selector.steps) at = follow(at, step, node);
    at.placed.push(one);
  }
  return stateOf([root], [], new Map());
}

function follow<M>(from: Node<M>, step: SelectorStep, make: () => Node<M>): Node<M> {
  switch (step.kind) {
    case 'any':
      return (from.any ??= make());
    case 'name':
      return entry(from.names, step.name, make);
    case 'below':
      return entry(from.below, step.name, make);
    case 'index':
      return entry(from.indexes, step.index, make);
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function stateOf<M>(
  nodes: readonly Node<M>[],
  hovering: readonly Node<M>[],
  known: Map<string, PathState<M>>,
): PathState<M> {
  const newly = nodes.filter((node) => node.below.size > 0 && !hovering.includes(node));
  const over = [...hovering, ...newly].sort((a, b) => a.id - b.id);
  const sorted = nodes.toSorted((a, b) => a.id - b.id);
  const key = `${sorted.map(({ id }) => id).join(',')}|${over.map(({ id }) => id).join(',')}`;
  return entry(known, key, () => new PathState(sorted, over, known));
}

const ranks = { below: 0, any: 1, name: 2, index: 2 } as const;

/**
 * Orders selectors from general to specific: one without `..` is more specific than one with, then the
 * one that names more steps, then the longer one, then the one that names an earlier step.
 */
export function bySpecificity(left: Selector, right: Selector): number {
  const count = ({ steps }: Selector, kind: (step: SelectorStep) => boolean): number =>
    steps.filter(kind).length;
  const isBelow = (step: SelectorStep): boolean => step.kind === 'below';
  const isNamed = (step: SelectorStep): boolean => step.kind !== 'any';
  const order =
    Math.sign(count(right, isBelow)) - Math.sign(count(left, isBelow)) ||
    count(left, isNamed) - count(right, isNamed) ||
    left.steps.length - right.steps.length;
  if (order !== 0) return order;
  for (const [at, step] of left.steps.entries()) {
    const other = right.steps[at];
    if (other !== undefined && ranks[step.kind] !== ranks[other.kind])
      return ranks[step.kind] - ranks[other.kind];
  }
  return 0;
}

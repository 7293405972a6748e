import type { PathStep } from '../pattern.js';
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
export class PathState<H> {
  /** Null for a step that some selector names and that no walk has taken yet. */
  private readonly names = new Map<string, PathState<H> | null>();
  private readonly indexes = new Map<number, PathState<H> | null>();
  private otherName: PathState<H> | undefined;
  private otherIndex: PathState<H> | undefined;
  /** True when something is placed at or below single positions of the list that stands here. */
  readonly tellsPositions: boolean;

  constructor(
    /** What is placed exactly here. */
    readonly here: H,
    /** True when nothing is placed here or anywhere below. */
    readonly plain: boolean,
    /** True when some selector goes on from here with `[*]` or `[n]`. */
    readonly leadsIntoList: boolean,
    steps: { readonly names: Iterable<string>; readonly indexes: Iterable<number> },
    private readonly after: (name: string | undefined, index: number | undefined) => PathState<H>,
  ) {
    for (const name of steps.names) this.names.set(name, null);
    for (const index of steps.indexes) this.indexes.set(index, null);
    this.tellsPositions = this.indexes.size > 0;
  }

  /** The state of an object's member. */
  member(name: string): PathState<H> {
    if (this.plain) return this;
    const known = this.names.get(name);
    if (known === undefined) return (this.otherName ??= this.after(undefined, undefined));
    if (known !== null) return known;
    const made = this.after(name, undefined);
    this.names.set(name, made);
    return made;
  }

  /** The state of a list's member; of -1, of any that no selector names by its position. */
  item(index: number): PathState<H> {
    if (this.plain) return this;
    const known = this.indexes.get(index);
    if (known === undefined) return (this.otherIndex ??= this.after(undefined, undefined));
    if (known !== null) return known;
    const made = this.after(undefined, index);
    this.indexes.set(index, made);
    return made;
  }

  /** True when some selector goes on from here to a member of this name, or to one at any depth. */
  leadsTo(name: string): boolean {
    return this.names.has(name);
  }

  /** Each step that some selector tells from the others, and any other step, with the states they lead to. */
  ways(): readonly { readonly step: PathStep | undefined; readonly state: PathState<H> }[] {
    if (this.plain) return [];
    return [
      ...[...this.names.keys()].map((step) => ({ step, state: this.member(step) })),
      ...[...this.indexes.keys()].map((step) => ({ step, state: this.item(step) })),
      { step: undefined, state: (this.otherName ??= this.after(undefined, undefined)) },
    ];
  }
}

/**
 * Compiles selectors into the state of the document's root.
 * @param gather what a place's marks come to, the most specific last
 */
export function compilePaths<M, H>(
  placed: readonly Placed<M>[],
  gather: (marks: readonly M[]) => H,
): PathState<H> {
  return new Automaton(placed, gather).root;
}

class Automaton<M, H> {
  readonly root: PathState<H>;
  private readonly known = new Map<string, PathState<H>>();
  private ids = 0;

  constructor(
    placed: readonly Placed<M>[],
    private readonly gather: (marks: readonly M[]) => H,
  ) {
    const root = this.node();
    for (const one of placed) {
      let at = root;
      for (const step of one.selector.steps) at = follow(at, step, () => this.node());
      at.placed.push(one);
    }
    this.root = this.stateOf([root], []);
  }

  private node(): Node<M> {
    this.ids += 1;
    return {
      id: this.ids,
      names: new Map(),
      indexes: new Map(),
      below: new Map(),
      any: undefined,
      placed: [],
    };
  }

  /** The state in which these nodes are reached, `hovering` ones having been passed anywhere above. */
  private stateOf(nodes: readonly Node<M>[], hovering: readonly Node<M>[]): PathState<H> {
    const newly = nodes.filter((node) => node.below.size > 0 && !hovering.includes(node));
    const over = [...hovering, ...newly].sort((a, b) => a.id - b.id);
    const key = `${ids(nodes.toSorted((a, b) => a.id - b.id))}|${ids(over)}`;
    return entry(this.known, key, () => this.make(nodes, over));
  }

  private make(nodes: readonly Node<M>[], hovering: readonly Node<M>[]): PathState<H> {
    const placed = nodes.flatMap((node) => node.placed);
    const marks = placed.sort((a, b) => bySpecificity(a.selector, b.selector)).map(({ mark }) => mark);
    const names = [...nodes.map((node) => node.names), ...hovering.map((node) => node.below)];
    const steps = {
      names: names.flatMap((map) => [...map.keys()]),
      indexes: nodes.flatMap((node) => [...node.indexes.keys()]),
    };
    const leadsIntoList = steps.indexes.length > 0 || nodes.some(({ any }) => any);
    const plain = placed.length + steps.names.length === 0 && !leadsIntoList;
    return new PathState(this.gather(marks), plain, leadsIntoList, steps, (name, index) =>
      this.after(nodes, hovering, name, index),
    );
  }

  private after(
    nodes: readonly Node<M>[],
    hovering: readonly Node<M>[],
    name: string | undefined,
    index: number | undefined,
  ): PathState<H> {
    const next = new Set<Node<M> | undefined>();
    for (const node of nodes) {
      next.add(node.any);
      if (name !== undefined) next.add(node.names.get(name));
      if (index !== undefined) next.add(node.indexes.get(index));
    }
    if (name !== undefined) for (const node of hovering) next.add(node.below.get(name));
    next.delete(undefined);
    return this.stateOf([...next] as Node<M>[], hovering);
  }
}

const ids = (nodes: readonly Node<unknown>[]): string => nodes.map(({ id }) => id).join(',');

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

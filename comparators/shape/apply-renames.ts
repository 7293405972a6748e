import type { PathStep } from '../pattern.js';
import type { Duplicates } from '../reading/document.js';
import { setMember } from '../reading/json-strict.js';
import type { SelectorStep } from '../rules/selector.js';
import { ExactNumber } from '../scalars/exact-number.js';
import { type Move, followContainers } from './moves.js';
import { type Found, member, search } from './rename-search.js';
import { type Rename, sameTurn } from './renames.js';

/** The candidate's document in legacy's shape. */
export interface Renamed {
  readonly value: unknown;
  readonly duplicates: Duplicates;
  /** Objects and lists that only the rename has emptied; they are no difference. */
  readonly emptied: ReadonlySet<unknown>;
  /** By container, the names and positions under which it holds now what the candidate has elsewhere. */
  readonly moved: ReadonlyMap<unknown, ReadonlySet<PathStep>>;
  /** Every container that may hold some of it, however far below. */
  readonly ways: ReadonlySet<unknown>;
  /** What legacy's name already held in the candidate: told as extra. */
  readonly displaced: readonly { readonly path: readonly PathStep[]; readonly value: unknown }[];
}

/**
 * Moves what the renames name to legacy's places, in a copy of the containers on the way.
 * @param step told of each place that is looked at or moved
 * @param textKey of XML: what goes into an element of nothing but text makes it one with members
 */
export function applyRenames(
  value: unknown,
  duplicates: Duplicates,
  renames: readonly Rename[],
  step: () => void,
  textKey?: string,
): Renamed {
  if (renames.length === 0) return unrenamed({ value, duplicates });
  return new Mover(value, duplicates, step, textKey).run(renames);
}

/** A tree that stands as it came. */
export function unrenamed({ value, duplicates }: Pick<Renamed, 'value' | 'duplicates'>): Renamed {
  return { value, duplicates, emptied: noContainers, moved: nothingMoved, ways: noContainers, displaced: [] };
}

const noContainers: ReadonlySet<unknown> = new Set();
const nothingMoved: Renamed['moved'] = new Map();

/** A value on its way, with all that its key stands for where the key is there twice. */
interface Taken {
  readonly value: unknown;
  readonly spellings: readonly unknown[] | undefined;
}

class Mover {
  private readonly copies = new Set<unknown>();
  private readonly emptied = new Set<unknown>();
  private readonly moved = new Map<unknown, Set<PathStep>>();
  private readonly displaced: { path: readonly PathStep[]; value: unknown }[] = [];
  private readonly duplicates: Map<object, ReadonlyMap<string, readonly unknown[]>>;
  private root: unknown;

  constructor(
    value: unknown,
    duplicates: Duplicates,
    private readonly step: () => void,
    private readonly textKey: string | undefined,
  ) {
    this.root = value;
    this.duplicates = new Map(duplicates);
  }

  run(renames: readonly Rename[]): Renamed {
    const moves = renames.map((rename) => ({ rename, done: false }));
    for (const move of moves) {
      if (move.done) continue;
      const batch = moves.filter((m) => !m.done && sameTurn(m.rename, move.rename));
      for (const member of batch) member.done = true;
      this.move(batch.map(({ rename }) => rename));
    }
    // What was taken out of a list leaves no gap.
    for (const copy of this.copies) {
      if (Array.isArray(copy) && copy.includes(undefined)) {
        const kept = copy.filter((item) => item !== undefined);
        const before = (at: PathStep): unknown[] => copy.slice(0, Number(at));
        const positions = [...(this.moved.get(copy) ?? [])].map(
          (at) => before(at).filter((item) => item !== undefined).length,
        );
        if (positions.length > 0) this.moved.set(copy, new Set(positions));
        for (const [at, item] of kept.entries()) copy[at] = item;
        copy.length = kept.length;
      }
    }
    const { root: value, duplicates, moved, copies: ways, displaced } = this;
    const emptied = new Set([...this.emptied].filter((container) => this.holdsNothing(container)));
    return { value, duplicates, emptied, moved, ways, displaced };
  }

  private move(batch: readonly Rename[]): void {
    const moves: Move[] = [];
    for (const { legacy, candidate } of batch) {
      const found: Found[] = [];
      search(this.root, candidate, { path: [], stars: [], ways: [] }, found, this.step);
      for (const place of found) {
        const to = target(legacy, place);
        const above = legacy[0]?.kind === 'below' ? (place.ways[0] ?? []).length : 0;
        if (JSON.stringify(to) !== JSON.stringify(place.path)) moves.push({ to, from: place.path, above });
      }
    }
    // The inner goes out before its container, and in after it.
    const innerFirst = followContainers(moves).toSorted((a, b) => b.from.length - a.from.length);
    const taken = innerFirst.flatMap(({ from, to }) => {
      const found = this.take(from);
      return found === undefined ? [] : [{ to, found }];
    });
    for (const { to, found } of taken.toSorted((a, b) => a.to.length - b.to.length)) this.put(to, found);
    this.markEmptied(moves.map(({ from }) => from));
  }

  /** Removes and returns what stands at a path; undefined when a rename before took it. */
  private take(path: readonly PathStep[]): Taken | undefined {
    this.step();
    const container = this.open(path.slice(0, -1), false);
    const last = path.at(-1) ?? '';
    if (container === undefined) return undefined;
    const value = member(container, last);
    if (value === undefined) return undefined;
    if (Array.isArray(container)) container[Number(last)] = undefined;
    else delete container[last];
    this.moved.get(container)?.delete(last);
    return { value, spellings: this.spell(container, last, undefined) };
  }

  /** Sets all that a key of a copied object stands for, and returns what that was before. */
  private spell(
    container: object,
    key: PathStep,
    spellings: readonly unknown[] | undefined,
  ): readonly unknown[] | undefined {
    const ofContainer = this.duplicates.get(container);
    const before = ofContainer?.get(String(key));
    if (before === undefined && spellings === undefined) return undefined;
    const others = new Map(ofContainer);
    others.delete(String(key));
    if (spellings !== undefined) others.set(String(key), spellings);
    if (others.size > 0) this.duplicates.set(container, others);
    else this.duplicates.delete(container);
    return before;
  }

  private put(path: readonly PathStep[], { value, spellings }: Taken): void {
    this.step();
    const container = this.open(path.slice(0, -1), true, path.at(-1));
    if (container === undefined) {
      this.displaced.push({ path, value });
      return;
    }
    const last = path.at(-1) ?? '';
    const before = member(container, last);
    if (before !== undefined) this.displaced.push({ path, value: before });
    if (Array.isArray(container)) container[Number(last)] = value;
    else setMember(container, String(last), value);
    const moved = this.moved.get(container);
    if (moved) moved.add(last);
    else this.moved.set(container, new Set([last]));
    this.spell(container, last, spellings);
  }

  /** The container at a path, copied so that it may change; made where `make` says so. */
  private open(
    path: readonly PathStep[],
    make: boolean,
    next?: PathStep,
  ): unknown[] | Record<string, unknown> | undefined {
    let at = (this.root = this.copy(this.root));
    for (const [depth, step] of path.entries()) {
      let child = member(at, step);
      const inner = path[depth + 1] ?? next;
      if (child === undefined && make) child = this.fresh(typeof inner === 'number' ? [] : {});
      if (make && typeof inner === 'string') child = this.element(child);
      if (typeof child !== 'object' || child === null || child instanceof ExactNumber) return undefined;
      if (Array.isArray(child) !== (typeof inner === 'number') && make) return undefined;
      child = this.copy(child);
      if (Array.isArray(at)) at[Number(step)] = child;
      else setMember(at as Record<string, unknown>, String(step), child);
      at = child;
    }
    return at as unknown[] | Record<string, unknown>;
  }

  /** An element of XML that has only text as one that may have members. */
  private element(value: unknown): unknown {
    if (this.textKey === undefined || typeof value !== 'string') return value;
    return this.fresh(value === '' ? {} : { [this.textKey]: value });
  }

  private fresh<T>(container: T): T {
    this.copies.add(container);
    return container;
  }

  private copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || this.copies.has(value)) return value;
    const copy = this.fresh(Array.isArray(value) ? [...(value as unknown[])] : copyObject(value));
    const duplicates = this.duplicates.get(value);
    if (duplicates !== undefined) this.duplicates.set(copy, duplicates);
    return copy;
  }

  /** Marks the containers that now hold nothing, from the inside out, each looked at once. */
  private markEmptied(paths: readonly (readonly PathStep[])[]): void {
    const byDepth: Set<object>[] = [];
    for (const path of paths) {
      let at = this.root;
      for (const [depth, step] of path.slice(0, -1).entries()) {
        at = member(at, step);
        if (typeof at !== 'object' || at === null) break;
        (byDepth[depth] ??= new Set()).add(at);
      }
      this.step();
    }
    for (const containers of byDepth.toReversed())
      for (const container of containers) if (this.holdsNothing(container)) this.emptied.add(container);
  }

  private holdsNothing(container: unknown): boolean {
    const held = Array.isArray(container) ? container : Object.values(container as object);
    return held.every((value) => value === undefined || this.emptied.has(value));
  }
}

/** Legacy's path of a place that was found: wildcards and descents filled in by position. */
function target(legacy: readonly SelectorStep[], { stars, ways }: Found): PathStep[] {
  let star = 0;
  let way = 0;
  return legacy.flatMap((step): PathStep[] => {
    if (step.kind === 'name') return [step.name];
    if (step.kind === 'index') return [step.index];
    if (step.kind === 'any') return [stars[star++] ?? ''];
    return [...(ways[way++] ?? []), step.name];
  });
}

function copyObject(value: object): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) setMember(copy, key, held);
  return copy;
}

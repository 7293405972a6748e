import type { Difference } from './difference.js';
import { setMember } from './reading/json-strict.js';
import { type PathStep, readPath } from './pattern.js';
import { isObject } from './scalars/scalars.js';
import { textKey } from './reading/xml.js';

/** Legacy's document with differences applied. */
export interface Applied {
  readonly value: unknown;
  /** Tells which object of the one document is which of the other: the same text for both. */
  readonly identity: (item: object) => string | undefined;
}

/**
 * What the candidate's document would be if it had just these differences, in legacy's shape and order:
 * laid beside legacy's it shows what the verdict rests on, and nothing that a rule forgives. A place that
 * a cut or redacted document does not have is passed over, and so is the order of a list.
 * @param legacy a tree of plain values; of a text its lines
 */
export function applyDifferences(legacy: unknown, differences: readonly Difference[]): Applied {
  return new Patch(legacy).apply(differences);
}

type Container = unknown[] | Record<string, unknown>;

/** Stands in lists for what is to be taken out of them, so that positions stay legacy's meanwhile. */
const removed = Symbol('removed');

class Patch {
  private readonly identities = new WeakMap<object, string>();
  private count = 0;
  /** The document is its only member: it may be replaced as a whole. */
  private readonly holder: unknown[];

  constructor(legacy: unknown) {
    this.holder = [this.copy(legacy)];
  }

  apply(differences: readonly Difference[]): Applied {
    const shrunk = new Set<unknown[]>();
    const added: { readonly list: unknown[]; readonly at: number; readonly value: unknown }[] = [];
    for (const { path, kind, candidate } of differences) {
      // How a whole document is written shows at no place in it.
      if (!path.startsWith('$') || kind === 'order' || (kind === 'format' && path === '$')) continue;
      const place = this.find(path);
      if (place === undefined) continue;
      const { container, step } = place;
      if (kind !== 'extra' && Array.isArray(container) && !(Number(step) in container)) continue;
      if (kind === 'extra' && Array.isArray(container) && container !== this.holder) {
        added.push({ list: container, at: Number(step), value: candidate });
      } else if (kind !== 'absent') {
        put(container, step, candidate);
      } else if (Array.isArray(container)) {
        container[Number(step)] = removed;
        shrunk.add(container);
      } else {
        delete container[step];
      }
    }
    for (const list of shrunk) {
      const kept = list.filter((item) => item !== removed);
      list.splice(0, list.length, ...kept);
    }
    for (const { list, at, value } of added) list.splice(Math.min(at, list.length), 0, value);
    return { value: this.holder[0], identity: (item) => this.identities.get(item) };
  }

  private find(path: string): { readonly container: Container; readonly step: PathStep } | undefined {
    let container: Container = this.holder;
    let step: PathStep = 0;
    // A path that was not written by this house names no place.
    const steps = readPath(path);
    if (steps === undefined) return undefined;
    for (const next of steps) {
      if (isFarOff(container, step)) return undefined;
      const inner = opened(container, step, typeof next === 'number');
      if (inner === undefined) return undefined;
      container = inner;
      step = next;
    }
    return { container, step };
  }

  private copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const copy: Container = Array.isArray(value) ? value.map((item) => this.copy(item)) : {};
    if (!Array.isArray(copy)) {
      for (const [key, held] of Object.entries(value)) setMember(copy, key, this.copy(held));
    }
    const identity = String((this.count += 1));
    this.identities.set(value, identity);
    this.identities.set(copy, identity);
    return copy;
  }
}

/** A list is never made longer than by one: a position from elsewhere could be any number. */
function isFarOff(container: Container, step: PathStep): boolean {
  return Array.isArray(container) && Number(step) > container.length;
}

/**
 * The list or object at a place. XML does not say what is a list, nor what has members: a single
 * element becomes the list of it, a text the element that has it, where a path goes on into them.
 */
function opened(container: Container, step: PathStep, list: boolean): Container | undefined {
  const held = Object.hasOwn(container, step) ? (container as Record<PathStep, unknown>)[step] : undefined;
  if (list) {
    if (Array.isArray(held)) return held;
    const made = held === undefined ? [] : [held];
    put(container, step, made);
    return made;
  }
  if (isObject(held)) return held;
  if (typeof held !== 'string') return undefined;
  const made = { [textKey]: held };
  put(container, step, made);
  return made;
}

function put(container: Container, step: PathStep, value: unknown): void {
  if (Array.isArray(container)) {
    container[Number(step)] = valueAt(container[Number(step)], value);
    return;
  }
  const name = String(step);
  setMember(container, name, valueAt(Object.hasOwn(container, name) ? container[name] : undefined, value));
}

/** A text beside attributes or children is told at its element's place. */
function valueAt(before: unknown, value: unknown): unknown {
  return isObject(before) && typeof value === 'string' && Object.hasOwn(before, textKey)
    ? { ...before, [textKey]: value }
    : value;
}

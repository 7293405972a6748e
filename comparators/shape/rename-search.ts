import { ExactNumber } from '../scalars/exact-number.js';
import type { PathStep } from '../pattern.js';
import type { SelectorStep } from '../rules/selector.js';

/** A place that a selector named: its path, and what its wildcards and descents stood for. */
export interface Found {
  readonly path: PathStep[];
  readonly stars: PathStep[];
  readonly ways: PathStep[][];
}

/** Finds every place that a selector names. @param tell told of each value that is looked at */
export function search(
  value: unknown,
  steps: readonly SelectorStep[],
  so: Found,
  found: Found[],
  tell: () => void,
): void {
  tell();
  const [step, ...rest] = steps;
  if (step === undefined) {
    found.push(so);
    return;
  }
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return;
  if (step.kind === 'name' || step.kind === 'index') {
    const key = step.kind === 'name' ? step.name : step.index;
    const child = Array.isArray(value) === (step.kind === 'index') ? member(value, key) : undefined;
    if (child !== undefined) search(child, rest, { ...so, path: [...so.path, key] }, found, tell);
    return;
  }
  if (step.kind === 'below') {
    searchBelow(value, step.name, rest, so, [], found, tell);
    return;
  }
  for (const key of keysOf(value)) {
    const next = { ...so, path: [...so.path, key], stars: [...so.stars, key] };
    search(member(value, key), rest, next, found, tell);
  }
}

function searchBelow(
  value: unknown,
  name: string,
  rest: readonly SelectorStep[],
  so: Found,
  way: PathStep[],
  found: Found[],
  tell: () => void,
): void {
  tell();
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return;
  for (const key of keysOf(value)) {
    const child = member(value, key);
    // Innermost first: what is moved must not take its own inside along under the old name.
    searchBelow(child, name, rest, so, [...way, key], found, tell);
    if (key === name) {
      search(child, rest, { ...so, path: [...so.path, ...way, key], ways: [...so.ways, way] }, found, tell);
    }
  }
}

function keysOf(value: object): PathStep[] {
  return Array.isArray(value) ? [...value.keys()] : Object.keys(value);
}

/** What a key of a list or object holds; undefined where there is none. */
export function member(container: unknown, key: PathStep): unknown {
  if (typeof container !== 'object' || container === null) return undefined;
  return Object.hasOwn(container, key) ? (container as Record<PathStep, unknown>)[key] : undefined;
}

import { writePattern } from '../../comparators/pattern.js';
import { isObject } from '../../comparators/scalars/scalars.js';
import { byLikelihood, keyNames } from '../../comparators/suggest/key-names.js';
import { valuesAt } from '../../comparators/suggest/values-at.js';

/** Lists of a document that are looked into, and how deep: more is somebody else's document in this one. */
const mostLists = 40;
const deepest = 12;

/** By what members of lists find each other: for each list whose members are told apart by a name like a key's. */
export function listKeysOf(
  documents: readonly { readonly legacy: unknown; readonly candidate: unknown }[],
): ReadonlyMap<string, string> {
  const patterns = new Set<string>();
  for (const { legacy } of documents) collectLists(legacy, [], patterns);
  const found = new Map<string, string>();
  for (const pattern of patterns) {
    const names = keyNames(
      documents.flatMap(({ legacy }) => valuesAt(pattern, legacy)),
      documents.flatMap(({ candidate }) => valuesAt(pattern, candidate)),
    );
    const [by] = byLikelihood(names).filter(isNamedAsKey);
    if (by !== undefined) found.set(pattern, by);
  }
  return found;
}

/** A number that happens to differ everywhere is no key: only what is named as one. */
const isNamedAsKey = (name: string): boolean =>
  /^_?(?:id|uuid|key|sku|code)$|[a-z]I[Dd]$|[_-]id$|[a-z]Key$/i.test(name);

function collectLists(value: unknown, steps: readonly (string | number)[], patterns: Set<string>): void {
  if (steps.length > deepest || patterns.size >= mostLists) return;
  if (Array.isArray(value)) {
    if (value.some(isObject)) patterns.add(writePattern(steps));
    for (const member of value.slice(0, 20)) collectLists(member, [...steps, 0], patterns);
  } else if (isObject(value)) {
    for (const [name, held] of Object.entries(value)) collectLists(held, [...steps, name], patterns);
  }
}

// What a census is, said slowly: every leaf by its whole path, held against every difference by its whole path.
import type { Difference } from '../difference.js';
import { type PathStep, readPath, writePath, writePattern } from '../pattern.js';
import { isIgnoredPlace } from '../reference/reference.cases.js';
import type { Node } from '../reference/reference-json.cases.js';
import type { CompareRules } from '../rules/rules-schema.js';

type Found = 'ignored' | 'equal' | 'differs' | 'absent';

/** Every leaf of legacy's, by its path. */
function leavesOf(node: Node, path: readonly PathStep[] = []): readonly (readonly PathStep[])[] {
  if (node.kind === 'list' && node.items.length > 0)
    return node.items.flatMap((item, at) => leavesOf(item, [...path, at]));
  if (node.kind === 'object' && node.members.length > 0)
    return node.members.flatMap(([name, held]) => leavesOf(held, [...path, name]));
  return [path];
}

/** Of each pattern all that is found at its leaves, as `pattern: equal absent`. */
export function referenceCensus(
  legacy: Node,
  differences: readonly Difference[],
  rules: CompareRules,
): readonly string[] {
  const found = new Map<string, Set<Found>>();
  for (const path of leavesOf(legacy)) {
    const pattern = writePattern(path);
    const all = found.get(pattern) ?? new Set();
    found.set(pattern, all.add(foundOf(path, differences, rules)));
  }
  return [...found].map(([pattern, all]) => `${pattern}: ${[...all].sort().join(' ')}`).sort();
}

function foundOf(path: readonly PathStep[], differences: readonly Difference[], rules: CompareRules): Found {
  if (isIgnoredPlace([...path], rules)) return 'ignored';
  for (const { path: text, kind } of differences) {
    const place = readPath(text);
    const isMeant = kind !== 'order' && !(kind === 'format' && text === '$');
    // One below an empty list or object of legacy's.
    if (place && kind === 'extra' && writePath(place.slice(0, -1)) === writePath(path)) return 'differs';
    if (!place || !isMeant || kind === 'extra' || !place.every((step, at) => step === path[at])) continue;
    if (kind === 'absent') return 'absent';
    return kind === 'type' && place.length < path.length ? 'absent' : 'differs';
  }
  return 'equal';
}

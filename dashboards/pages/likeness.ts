import { textKey } from '../../comparators/reading/xml.js';
import { isObject } from '../../comparators/scalars/scalars.js';

/**
 * The values that a tree holds, each with the names that lead to it. Positions in lists do not count, and the
 * text of an XML element is its own value.
 */
export type Leaves = ReadonlySet<string>;

/** @param value small enough to be walked */
export function leavesOf(value: unknown): Leaves {
  const leaves = new Set<string>();
  const walk = (at: unknown, above: string): void => {
    const members = Array.isArray(at)
      ? at.map((item): [string, unknown] => ['[]', item])
      : isObject(at)
        ? Object.entries(at).map(([name, held]): [string, unknown] => [
            name === textKey ? '' : JSON.stringify(name),
            held,
          ])
        : [];
    if (members.length === 0) leaves.add(`${above}=${JSON.stringify(at)}`);
    for (const [name, held] of members) walk(held, above + name);
  };
  walk(value, '');
  return leaves;
}

/**
 * Which of some trees is most like another, if any has anything in common with it; of equally like ones the
 * nearest to an index. Only to be shown: the comparison has judged which belong together.
 */
export function mostLike(wanted: Leaves, among: readonly Leaves[], near: number): number | undefined {
  let best: { readonly at: number; readonly likeness: number } | undefined;
  for (const [at, leaves] of among.entries()) {
    const likeness = likenessOf(wanted, leaves);
    const isNearer = best !== undefined && Math.abs(at - near) < Math.abs(best.at - near);
    if (likeness > (best?.likeness ?? 0) || (isNearer && likeness === best?.likeness))
      best = { at, likeness };
  }
  return best?.at;
}

/** 0 nothing in common … 1 the same. */
function likenessOf(wanted: Leaves, leaves: Leaves): number {
  let shared = 0;
  for (const leaf of wanted) if (leaves.has(leaf)) shared += 1;
  return shared / Math.max(wanted.size, leaves.size);
}

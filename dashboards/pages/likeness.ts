import { textKey } from '../../comparators/reading/xml.js';

/**
 * The values that a tree holds, each with the last name that leads to it: enough to find one's like, and no more
 * text than the tree has. The text of an XML element is its own value.
 */
export type Leaves = ReadonlySet<string>;

/** Of each value that is asked for again the same. */
const known = new WeakMap<object, Leaves>();

/** @param value small enough to be walked */
export function leavesOf(value: unknown): Leaves {
  const before = isNode(value) ? known.get(value) : undefined;
  if (before !== undefined) return before;
  const leaves = new Set<string>();
  const walk = (at: unknown, name: string): void => {
    const members = isNode(at) ? Object.entries(at) : [];
    if (members.length === 0) leaves.add(`${clip(name)}=${clip(JSON.stringify(at))}`);
    for (const [inner, held] of members) walk(held, Array.isArray(at) || inner === textKey ? name : inner);
  };
  walk(value, '');
  if (isNode(value)) known.set(value, leaves);
  return leaves;
}

const isNode = (value: unknown): value is object => typeof value === 'object' && value !== null;

const clip = (text: string): string => text.slice(0, 200);

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

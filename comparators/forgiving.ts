/**
 * Kinds of rules, as they stand under `compare:`, that may hide from a comparison what a client of the candidate
 * would see: another name of a member, another word for a value, `null` where nothing was, another status
 * (design: evidence §4, contract). Tolerances of numbers and times and the order of lists are none of them: they
 * say what is exact enough, not what else a client must understand. Of `ignore` and `custom` all is told as ignored.
 */
const forgivingKinds = ['renames', 'values', 'equate', 'status'] as const;
export type Forgiving = (typeof forgivingKinds)[number];

/** Each kind once, always in the same order. */
export const inOrder = (kinds: Iterable<Forgiving>): readonly Forgiving[] => {
  const all = new Set(kinds);
  return forgivingKinds.filter((kind) => all.has(kind));
};

import type { CompareRules } from '../rules/rules-schema.js';
import { listsAbove } from './facts.js';
import type { Facts, KeptFacts } from './facts.js';
import { byLikelihood } from './key-names.js';
import type { Field, Proposal } from './suggestion.js';

/** Names of a list's members that are tried as its key. */
const mostKeys = 3;

type ListRule = NonNullable<CompareRules['lists']>[string];

/**
 * How the members of lists may find each other, for every list in or above what differs: by a key and in the same
 * order, by a key wherever they stand, or as members without an order. Which of them helps is tried.
 */
export function listRules(asked: Iterable<Facts>, { keys }: KeptFacts): readonly Proposal[] {
  const lists = new Set([...asked].flatMap(listsAbove));
  return [...lists].flatMap((list) => {
    const names = byLikelihood(keys.get(list) ?? new Set()).slice(0, mostKeys);
    return [
      ...names.map((by) => proposal(list, { by })),
      ...names.map((by) => proposal(list, { by, order: 'any' })),
      proposal(list, 'unordered'),
    ];
  });
}

function proposal(list: string, rule: ListRule): Proposal {
  const isInside = ({ pattern }: Field): boolean => pattern.startsWith(`${list}[*]`);
  return {
    section: 'lists',
    rules: { lists: { [list]: rule } },
    isMeantFor: (field) => isInside(field) || (field.pattern === list && field.kind === 'order'),
    // Members that find each other show what differs in them; that some moved is no progress.
    mayReveal: isInside,
    mayHide: true,
  };
}

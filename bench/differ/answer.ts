import type { Delta } from 'jsondiffpatch';
import type { Difference as MicroDifference } from 'microdiff';
import type { Difference } from '../../comparators/difference.js';
import type { Documents } from './documents.js';

/** What a contender said of two documents, in words that all of them share. */
export interface Answer {
  /** Leaves with another value. */
  readonly changed: number;
  /** List members, or whole lists, in another order. */
  readonly moved: number;
  /** Anything else; there is nothing else to be found. */
  readonly other: number;
}

/** Whether that is what there was to be found; how much a move is split up is left to each. */
export const isRight = ({ changed, moved, other }: Answer, documents: Documents): boolean =>
  changed === documents.changed && moved > 0 === documents.moved && other === 0;

/** Of Banyan's differences. */
export function answerOf(differences: readonly Pick<Difference, 'kind'>[]): Answer {
  return counted(
    differences.map(({ kind }) => (kind === 'value' ? 'changed' : kind === 'order' ? 'moved' : 'other')),
  );
}

/** Of microdiff's. */
export function answerOfMicrodiff(differences: readonly MicroDifference[]): Answer {
  return counted(differences.map(({ type }) => (type === 'CHANGE' ? 'changed' : 'other')));
}

/** Of jsondiffpatch's: a tree of what changed, undefined for nothing. */
export function answerOfDelta(delta: Delta): Answer {
  const found: (keyof Answer)[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) found.push(kindOf(node));
    else if (typeof node === 'object' && node !== null) for (const part of Object.values(node)) visit(part);
  };
  visit(delta);
  return counted(found);
}

/** [old, new] is a changed value, ['', to, 3] a moved one; [new] and [old, 0, 0] are added and removed. */
function kindOf(change: readonly unknown[]): keyof Answer {
  if (change.length === 2) return 'changed';
  return change.length === 3 && change[2] === 3 ? 'moved' : 'other';
}

function counted(kinds: readonly (keyof Answer)[]): Answer {
  const count = (of: keyof Answer): number => kinds.filter((kind) => kind === of).length;
  return { changed: count('changed'), moved: count('moved'), other: count('other') };
}

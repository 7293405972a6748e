import type { Selector, SelectorStep } from '../rules/selector.js';

/** A rename, compiled: what stands at `candidate` in the candidate's document is legacy's `legacy`. */
export interface Rename {
  readonly legacy: readonly SelectorStep[];
  readonly candidate: readonly SelectorStep[];
}

/** What is wrong with a rename whose selectors are both fine. */
export class RenameError extends Error {
  override readonly name = 'RenameError';
}

/** @throws RenameError when wildcards cannot be carried over. */
export function readRename(legacy: Selector, candidate: Selector): Rename {
  if (legacy.steps.length === 0 || candidate.steps.length === 0) {
    throw new RenameError('the whole document $ cannot be renamed; name one of its places');
  }
  for (const [kind, written] of [
    ['any', '[*]'],
    ['below', '..name'],
  ] as const) {
    const count = ({ steps }: Selector): number => steps.filter((step) => step.kind === kind).length;
    if (count(legacy) !== count(candidate)) {
      throw new RenameError(`wildcards carry over by position: both paths need as many ${written}`);
    }
  }
  if (legacy.steps.some((step) => step.kind === 'index' && step.index > lastPosition)) {
    throw new RenameError(
      `a position in a renamed list is at most ${lastPosition}: a list is made as long as that`,
    );
  }
  return { legacy: legacy.steps, candidate: candidate.steps };
}

const lastPosition = 10_000;

/**
 * Orders renames so that what contains another goes first, and rewrites the inner one to where its
 * container has gone: candidate paths are always written as the candidate's document has them. `$..name`
 * goes before all others, as it does not say where it is found: nothing above it has moved yet.
 */
export function orderRenames(renames: readonly Rename[]): Rename[] {
  const outerFirst = renames.toSorted(
    (a, b) => Number(isAnywhere(b)) - Number(isAnywhere(a)) || a.candidate.length - b.candidate.length,
  );
  return outerFirst.map((rename, at) => {
    const outer = outerFirst
      .slice(0, at)
      .findLast(
        ({ candidate }) =>
          candidate.length < rename.candidate.length && startsWith(rename.candidate, candidate),
      );
    if (outer === undefined) return rename;
    return { ...rename, candidate: [...outer.legacy, ...rename.candidate.slice(outer.candidate.length)] };
  });
}

const isAnywhere = ({ candidate }: Rename): boolean => candidate[0]?.kind === 'below';

/** True for renames that move together, so that two names can be swapped. */
export const sameTurn = (left: Rename, right: Rename): boolean =>
  isAnywhere(left) === isAnywhere(right) && left.candidate.length === right.candidate.length;

/** True when the first steps of a selector are just those of another. */
export function startsWith(steps: readonly SelectorStep[], prefix: readonly SelectorStep[]): boolean {
  return prefix.every((step, at) => sameStep(step, steps[at]));
}

function sameStep(left: SelectorStep, right: SelectorStep | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

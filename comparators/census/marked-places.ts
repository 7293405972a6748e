import type { Difference } from '../difference.js';
import { type PathStep, readPath } from '../pattern.js';

/** What a difference says of the place that it stands at, and of what legacy has below. */
export type Mark = 'differs' | 'absent' | 'type';

/** A place of legacy's document at or below which something differs. */
export interface Marked {
  mark: Mark | undefined;
  /** The candidate has more below than legacy. */
  extended: boolean;
  readonly below: Map<PathStep, Marked>;
}

/**
 * The differences as a tree of their paths: a walk down legacy's document carries one node of it.
 * An order is no difference of the members, each of which was found; nor is it one of any member how the
 * whole document is written.
 */
export function markedPlaces(differences: readonly Difference[]): Marked {
  const root = unmarked();
  for (const { path, kind } of differences) {
    if (kind === 'order' || (kind === 'format' && path === '$')) continue;
    const steps = readPath(path);
    if (!steps) continue;
    let at = root;
    // What only the candidate has stands nowhere in legacy's document, but for where it was added.
    for (const step of kind === 'extra' ? steps.slice(0, -1) : steps) at = below(at, step);
    if (kind === 'extra') at.extended = true;
    else at.mark = kind === 'absent' || kind === 'type' ? kind : 'differs';
  }
  return root;
}

function below(at: Marked, step: PathStep): Marked {
  const known = at.below.get(step);
  if (known) return known;
  const made = unmarked();
  at.below.set(step, made);
  return made;
}

const unmarked = (): Marked => ({ mark: undefined, extended: false, below: new Map() });

import { type PathState, compilePaths } from '../rules/path-states.js';
import { parseSelector } from '../rules/selector.js';
import type { Place } from './place.js';

/** How far the candidate may lag, as authored: in milliseconds, by field where it differs from the default. */
export interface FreshnessRule {
  readonly default: number;
  /** Selector and milliseconds; it holds for all below, until a more specific one does. */
  readonly fields: readonly (readonly [selector: string, milliseconds: number])[];
}

/** Tells how many milliseconds the candidate may lag at a place. */
export type Freshness = (place: Pick<Place, 'steps'>) => number;

/**
 * Compiles a route's freshness.
 * @throws SelectorError for a field that is no selector
 */
export function compileFreshness({ default: otherwise, fields }: FreshnessRule): Freshness {
  const placed = fields.map(([selector, mark]) => ({ selector: parseSelector(selector), mark }));
  const root: PathState<number | undefined> = compilePaths(placed, (marks) => marks.at(-1));
  return ({ steps }) => {
    let state = root;
    let freshness = root.here ?? otherwise;
    for (const step of steps ?? []) {
      state = step.to === 'member' ? state.member(step.name) : state.item(-1);
      freshness = state.here ?? freshness;
    }
    return freshness;
  };
}

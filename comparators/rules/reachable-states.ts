import type { PathState } from './path-states.js';
import type { Selector } from './selector.js';

/** A state that some path leads to. */
export interface Reached<H> {
  readonly state: PathState<H>;
  /** What stands at the silencing place above it, where every path that leads here passes one. */
  readonly silencedBy: H | undefined;
}

/** States beyond the steps that the selectors are written with: only `..` and `[*]` multiply them. */
const mostCombinations = 10_000;
/** Ways between states: each costs memory once a document takes it, and time of the main thread at a reload. */
const mostWays = 300_000;

/** What is told of selectors that lead to more states than a process should hold. */
export const tooManyCombinations =
  'the selectors lead to more than 10,000 combinations, which would cost too much memory; use fewer with .. and [*]';

/** Of some selectors those with the most `..` and `[*]`, as a message about too many goes on. */
export function mostMultiplying(texts: readonly string[]): string {
  const multiplying = texts
    .map((text) => ({ text, times: multipliers(text) }))
    .filter(({ times }) => times > 0)
    .toSorted((a, b) => b.times - a.times)
    .map(({ text }) => text);
  if (multiplying.length === 0) return '';
  const more = multiplying.length - mostNamed;
  return `: ${multiplying.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const mostNamed = 3;

/** How many `..` and `[*]` a selector has. */
export const multipliers = (text: string): number => text.match(/\.\.|\[\s*\*\s*\]/g)?.length ?? 0;

/**
 * Every state that some path leads to from `root`, those that a path reaches unsilenced first; undefined
 * where there are too many. States are made as documents need them and kept: what is bounded here bounds
 * the memory of a process that reads hostile documents.
 * @param selectors what `root` was compiled from
 * @param silences true where all that stands below does not count
 */
export function reachableStates<H>(
  root: PathState<H>,
  selectors: readonly Pick<Selector, 'steps'>[],
  silences: (here: H) => boolean,
): readonly Reached<H>[] | undefined {
  const written = selectors.reduce((sum, { steps }) => sum + steps.length, 0);
  const known = new Set([root]);
  let ways = 0;

  /** Follows all ways on from a growing queue, but from where `ends`; false when there are too many. */
  const follow = (queue: Reached<H>[], ends: (here: H) => boolean): boolean => {
    for (const { state: from, silencedBy } of queue) {
      if (ends(from.here)) continue;
      for (const { state } of from.ways()) {
        ways += 1;
        if (ways > mostWays || known.size > mostCombinations + written) return false;
        if (known.has(state)) continue;
        known.add(state);
        queue.push({ state, silencedBy });
      }
    }
    return true;
  };

  const open: Reached<H>[] = [{ state: root, silencedBy: undefined }];
  if (!follow(open, silences)) return undefined;
  const silencing = open.filter(({ state }) => silences(state.here));
  const below = silencing.map(({ state }) => ({ state, silencedBy: state.here }));
  if (!follow(below, () => false)) return undefined;
  return [...open, ...below.slice(silencing.length)];
}

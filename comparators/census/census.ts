import type { ReadTrees } from '../compare-read.js';
import type { Difference } from '../difference.js';
import { Whereabouts } from '../pattern.js';
import type { RuleState } from '../rules/compile-rules.js';
import { isObject } from '../scalars/scalars.js';
import { type Marked, markedPlaces } from './marked-places.js';

/**
 * One pattern of legacy's leaves (scalars, empty lists and empty objects) in one comparison: what was found
 * at any of its places. More than one may hold, as lists have many members.
 */
export interface CensusField {
  readonly pattern: string;
  /** A rule ignores it. */
  readonly ignored: boolean;
  readonly equal: boolean;
  readonly differs: boolean;
  /** The candidate has nothing there. */
  readonly absent: boolean;
}

/** Patterns of one document that are told apart; what is beyond, or longer, is found in {@link otherFields}. */
const mostFields = 2_000;
const longestPattern = 500;
export const otherFields = '(other)';
/** Places of one document that are looked at; one with more is made of lists of scalars. */
const mostPlaces = 250_000;
/** Differences beyond which a comparison says nothing of fields: to find their places would cost too much. */
const mostDifferences = 5_000;

/**
 * What one comparison shows of every field that legacy's document has; undefined where nearly everything
 * differs. Its cost is bounded by the size of legacy's document alone.
 */
export function takeCensus(
  { trees, rules }: ReadTrees,
  differences: readonly Difference[],
): readonly CensusField[] | undefined {
  if (differences.length > mostDifferences) return undefined;
  const walk = new Walk(trees.textKey);
  walk.visit(trees.legacy.value, walk.root, rules.root, markedPlaces(differences), 'equal');
  return walk.fields();
}

type Found = 'ignored' | 'equal' | 'differs' | 'absent';
type Leaf = { -readonly [K in Found]: boolean };

/** A pattern that the walk has met, by its steps; its text is written once, at the end. */
interface Met {
  readonly members: Map<string, Met>;
  items: Met | undefined;
  leaf: Leaf | undefined;
}

class Walk {
  readonly root = unmet();
  private places = 0;
  private leaves = 0;
  private other: Leaf | undefined;

  constructor(private readonly textKey: string | undefined) {}

  /** @param above what is found of all places below the one above */
  visit(value: unknown, met: Met, state: RuleState, marked: Marked | undefined, above: Found): void {
    if ((this.places += 1) > mostPlaces) return;
    const here = above === 'ignored' || state.here.ignore ? 'ignored' : (foundAt(marked) ?? above);
    const inside = this.foundInside(value, marked, above, here);
    if (Array.isArray(value) && value.length > 0) {
      const items = (met.items ??= unmet());
      for (const [at, item] of value.entries())
        this.visit(item, items, state.item(at), marked?.below.get(at), inside);
    } else if (!isObject(value) || !this.members(value, met, state, marked, here, inside)) {
      // Where legacy has an empty list, and the candidate one with members, neither is like the other.
      const isExtended = marked?.extended === true && here === 'equal';
      this.leafOf(met)[isExtended ? 'differs' : here] = true;
    }
  }

  /** What is found of all that stands below a place. */
  private foundInside(value: unknown, marked: Marked | undefined, above: Found, here: Found): Found {
    if (here === 'ignored' || !marked?.mark || marked.mark === 'absent') return here;
    // What differs at an XML element with attributes or children is its text.
    if (this.textKey !== undefined && isObject(value)) return above;
    return marked.mark === 'type' ? 'absent' : here;
  }

  /** What was met; of the patterns that are too many or too long, all together. */
  fields(): readonly CensusField[] {
    const fields: CensusField[] = [];
    const whereabouts = new Whereabouts();
    const write = (met: Met, depth: number): void => {
      if (met.leaf) {
        const { pattern } = whereabouts.write(depth);
        if (pattern.length > longestPattern) this.other = both(this.other, met.leaf);
        else fields.push({ pattern, ...met.leaf });
      }
      for (const [name, below] of met.members) {
        whereabouts.step(depth, name);
        write(below, depth + 1);
      }
      if (!met.items) return;
      whereabouts.step(depth, 0);
      write(met.items, depth + 1);
    };
    write(this.root, 0);
    return this.other ? [...fields, { pattern: otherFields, ...this.other }] : fields;
  }

  /** Whether there were any. */
  private members(
    value: Record<string, unknown>,
    met: Met,
    state: RuleState,
    marked: Marked | undefined,
    here: Found,
    inside: Found,
  ): boolean {
    let any = false;
    for (const key in value) {
      any = true;
      // The text of an XML element is the element's own value.
      if (key === this.textKey) this.leafOf(met)[here] = true;
      else this.visit(value[key], member(met, key), state.member(key), marked?.below.get(key), inside);
    }
    return any;
  }

  private leafOf(met: Met): Leaf {
    if (met.leaf) return met.leaf;
    if (this.leaves >= mostFields) return (this.other ??= nothingFound());
    this.leaves += 1;
    return (met.leaf = nothingFound());
  }
}

/** What a difference says of the place that it stands at. */
function foundAt(marked: Marked | undefined): Found | undefined {
  return marked?.mark === 'type' ? 'differs' : marked?.mark;
}

function member(met: Met, key: string): Met {
  const known = met.members.get(key);
  if (known) return known;
  const made = unmet();
  met.members.set(key, made);
  return made;
}

const unmet = (): Met => ({ members: new Map(), items: undefined, leaf: undefined });
const nothingFound = (): Leaf => ({ ignored: false, equal: false, differs: false, absent: false });
const both = (one: Leaf | undefined, other: Leaf): Leaf => ({
  ignored: one?.ignored === true || other.ignored,
  equal: one?.equal === true || other.equal,
  differs: one?.differs === true || other.differs,
  absent: one?.absent === true || other.absent,
});

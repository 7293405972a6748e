/** How many of a number of entities differ. */
export interface Share {
  readonly entities: number;
  readonly differing: number;
}

/** What is known of a difference that stays, beside what was seen of it. */
export interface Knowledge {
  /** Whether one side says that there is no such thing at all: by leaving it out, or by its status. */
  readonly isPresence: boolean;
  /** Of the entities that share this legacy value at the pattern. */
  readonly sharing: Share;
  /** Of all entities that have the pattern, whatever their value. */
  readonly all: Share;
  /** The candidate holds what legacy showed earlier of this entity, or differs now from what both agreed on. */
  readonly holdsEarlier: boolean;
  /** Legacy moved while it settled, and the candidate did not. */
  readonly leftBehind: boolean;
}

/** Entities that must share a legacy value, and the share of them that must differ, to call it systematic. */
const fewest = 20;
const nearlyAll = 0.9;
/** Other entities that must have been seen before one that lacks what they have is called an exception. */
const fewestOthers = 5;

/**
 * `missing` or `semantic`, for a difference that stays: the first rule that speaks (design: evidence §2).
 * A known limit: a dropped event that sets a value which nobody else rightly has looks semantic.
 */
export function classOfPersistent(known: Knowledge): 'missing' | 'semantic' {
  if (isSystematic(known.sharing)) return 'semantic';
  if (known.holdsEarlier || known.leftBehind) return 'missing';
  if (known.isPresence && isException(known.all)) return 'missing';
  return 'semantic';
}

const isSystematic = ({ entities, differing }: Share): boolean =>
  entities >= fewest && differing >= nearlyAll * entities;

/** The one that is asked about is among those that differ. */
const isException = ({ entities, differing }: Share): boolean => {
  const agreeing = entities - differing;
  return agreeing >= fewestOthers && agreeing >= nearlyAll * (entities - 1);
};

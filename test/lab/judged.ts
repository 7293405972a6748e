import type { DifferenceKind } from '../../comparators/difference.js';
import { fingerprintOf } from '../../evidence/field-book.js';
import { type MismatchClass, worstOf } from '../../evidence/mismatch-class.js';
import type { ClassedField, Side } from '../../evidence/tally.js';
import type { UnsettledReason } from '../../evidence/unsettled-reason.js';
import { type Judged, noClass } from './confusion.js';
import type { Seen } from './seen.js';
import type { Arrival } from './traffic.js';
import type { PairTime } from './world/pair-time.js';
import type { World } from './world/world.js';

/** One read again of a side. */
export interface Look {
  readonly side: Side;
  /** Milliseconds. */
  readonly at: number;
}

/** A difference of one pair, as the world knows it and as it was judged, with how it was looked at. */
export interface Difference extends Judged {
  readonly world: World;
  readonly pair: Arrival;
  readonly pattern: string;
  readonly kind: DifferenceKind;
  /** The fault that made it, or plain lag, or a race; undefined where nothing should differ. */
  readonly cause: string | undefined;
  /** Reads again of the pair, in order; none where it was judged without. */
  readonly looks: readonly Look[];
  /** Why the pair stays unsettled, where it does. */
  readonly why: UnsettledReason | undefined;
}

/** Each fingerprint of a pair once, by the worst of its places, held against the truth. */
export function heldAgainstTruth(
  world: World,
  pair: Arrival,
  fields: readonly ClassedField[],
  looks: readonly Look[],
  seen: Seen,
  why: UnsettledReason | undefined,
): readonly Difference[] {
  const { entity, at } = pair;
  const worst = new Map<string, ClassedField>();
  for (const field of fields) {
    const fingerprint = fingerprintOf(field.pattern, field.kind);
    const classes: readonly MismatchClass[] = [field.class, worst.get(fingerprint)?.class ?? field.class];
    worst.set(fingerprint, { ...field, class: worstOf(classes) });
  }
  const isGone = goneMeanwhile(world, pair, looks);
  const [last] = looks.slice(-1);
  return [...worst.values()].map(({ pattern, kind, class: verdict }) => {
    const whenLast = last && { legacy: last.at, candidate: last.at };
    // What differs only since the pair has its truth from when it was seen last.
    const truth =
      world.truth(entity, pattern, kind, at) ?? (whenLast && world.truth(entity, pattern, kind, whenLast));
    const isKnown = (time: PairTime): boolean => seen.showed(entity, at, pattern, kind, time);
    const isUnknowable =
      truth !== undefined &&
      'rightUntil' in truth &&
      !(isKnown(at) && (whenLast === undefined || isKnown(whenLast)));
    return {
      world,
      pair,
      pattern,
      kind,
      entity: `${world.settings.seed} ${entity}`,
      truth: truth?.class ?? noClass,
      cause: truth?.cause,
      verdict,
      arguable: truth?.arguable ?? (isGone ? gone : undefined) ?? (isUnknowable ? neverSeen : undefined),
      looks,
      why,
    };
  });
}

const neverSeen = 'no comparison before it showed what the candidate still tells';
const gone = 'one side stops telling of the whole while it is settled: nothing in it can be compared';

/** Whether both sides told of the customer at first, and one of them did not at the last looks. */
function goneMeanwhile(world: World, { entity, at }: Arrival, looks: readonly Look[]): boolean {
  const tells = (side: Side, time: number): boolean => {
    const observation = world.read(side, entity, time);
    return observation.kind === 'answer' && observation.status !== 404;
  };
  const isThere = tells('legacy', at.legacy) && tells('candidate', at.candidate);
  return isThere && looks.slice(-2).some((look) => !tells(look.side, look.at));
}

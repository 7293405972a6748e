import type { DifferenceKind } from '../../../comparators/difference.js';
import type { MismatchClass } from '../../../evidence/mismatch-class.js';
import type { Side } from '../../../evidence/tally.js';
import type { FaultName } from '../faults/fault-names.js';

interface Common {
  /** The fault that makes it; or plain lag; or a write between the two reads of the pair. */
  readonly cause: FaultName | 'lag' | 'race';
  /** Why the design itself leaves the class open; absent where it does not. */
  readonly arguable?: string;
}

/** One side was behind, and catches up. */
export interface StaleTruth extends Common {
  readonly class: 'stale';
  /** Which side was behind. */
  readonly side: Side;
  /** When what the other side shows was written, in milliseconds. */
  readonly writtenAt: number;
  /** From when on every read of the side that was behind shows it, or something newer. */
  readonly healedAt: number;
  /** The candidate was behind by more than freshness, from the write on. */
  readonly late: boolean;
}

/** It does not heal, or has no truth, or is no answer. */
export interface OtherTruth extends Common {
  readonly class: Exclude<MismatchClass, 'stale' | 'unsettled'>;
  /**
   * Of what is missing: until when legacy showed what the candidate shows, in milliseconds. Only who read the
   * entity before can know that it is an earlier value. Absent where it never was.
   */
  readonly rightUntil?: number;
}

/** Why two answers differ at one place, as the world knows it. */
export type Truth = StaleTruth | OtherTruth;

/** A place at which the two answers of a pair differ, with the truth about it. */
export interface Label {
  /** As a comparison tells it: `$.orders[*].total`; of a list that differs, the list's own. */
  readonly pattern: string;
  /** The same with positions; of an order that only the candidate has, the candidate's. */
  readonly path: string;
  /** Whether differences are told of its members: `$.tags[*]`. */
  readonly isList: boolean;
  /** The kinds that the difference may be told as. */
  readonly kinds: readonly DifferenceKind[];
  readonly truth: Truth;
}

/** Whether a difference told at this pattern, or path, and of this kind is the one that is labelled. */
export function isAbout(
  { pattern, path, isList, kinds }: Label,
  told: string,
  kind: DifferenceKind,
): boolean {
  const isThere = [pattern, path].some((place) => told === place || (isList && told.startsWith(`${place}[`)));
  return isThere && kinds.includes(kind);
}

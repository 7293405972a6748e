/** Two positions that belong together: in legacy's list and in the candidate's. */
export type Pair = readonly [legacy: number, candidate: number];

/** How the members of two lists found each other. */
export interface Pairing {
  /** Equal under the rules. */
  readonly equal: readonly Pair[];
  /** Belong together and differ. */
  readonly changed: readonly Pair[];
  readonly absent: readonly number[];
  readonly extra: readonly number[];
  /** Same members, another order, where order counts. */
  readonly moved: boolean;
  /** What of it was not as the rule would have it. */
  readonly notes: ReadonlySet<PairingNote>;
}

/** How a pairing came about that its rule alone does not explain. */
export type PairingNote = keyof typeof pairingNotes;

/** For people, after the path of the list. */
export const pairingNotes = {
  'by-position':
    'so many members differ that some were compared by position; others of them may belong together',
  'duplicate-key': 'several members have the same key; the first was compared with the first, and so on',
  'missing-key': 'some members lack the key; they were compared as in an unordered list',
  'no-key':
    'no member has the key that `by` names: is it spelled as in the answers? They were compared as in an unordered list',
} as const;

/** What pairing asks about the members of two lists; nothing else is known of them. */
export interface Members {
  readonly legacyCount: number;
  readonly candidateCount: number;
  /** Equal under the rules of legacy's place. */
  same(legacy: number, candidate: number): boolean;
  /** Text that is the same only for equal members. */
  readonly legacyToken: (at: number) => string;
  readonly candidateToken: (at: number) => string;
  /** Text that equal members always share; undefined where tokens already say all. */
  readonly loose:
    | {
        readonly legacyToken: (at: number) => string;
        readonly candidateToken: (at: number) => string;
        /** Its size, where the member is a number. */
        readonly number: (side: 'legacy' | 'candidate', at: number) => number | undefined;
      }
    | undefined;
  /** 0 equal … 1 nothing in common. */
  unlikeness(legacy: number, candidate: number): number;
}

/** A pairing while it is found. */
export class PairingDraft implements Pairing {
  readonly equal: Pair[] = [];
  readonly changed: Pair[] = [];
  readonly absent: number[] = [];
  readonly extra: number[] = [];
  moved = false;
  readonly notes = new Set<PairingNote>();
}

/** At most this many pairs are looked at one by one; beyond it the pairing goes by position. */
export const mostPairsTried = 2_500;

import type { Forgiving } from './forgiving.js';

/** How two answers may differ at one place; see `shared` words: absent = the candidate lacks it. */
export const differenceKinds = [
  'absent',
  'extra',
  'type',
  'value',
  'order',
  'status',
  'header',
  'format',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/**
 * One place where the candidate's answer is not legacy's.
 * `path` is legacy's path of the place (`$.orders[3].total`; `status`; `header:vary`),
 * `pattern` the same with list positions and keyed members generalised (`$.orders[*].total`).
 * An absent value is left out, never null.
 */
export interface Difference {
  readonly path: string;
  readonly pattern: string;
  readonly kind: DifferenceKind;
  readonly legacy?: unknown;
  readonly candidate?: unknown;
  /**
   * The rule that judged it, as it stands under `compare:`: the `ignore` that silenced it; or the one that
   * governs its place and does not forgive this: `numbers › $..total › absolute: 0.01`.
   */
  readonly rule?: string;
}

/** Why a comparison gave up; never to be read as a match. */
export type GaveUp = 'too-deep' | 'too-big' | 'too-slow';

/** Why one side's answer could not be read as what it says it is. */
export interface Unreadable {
  /** `both` where comparing the two, not reading one of them, reached a limit. */
  readonly side: 'legacy' | 'candidate' | 'both';
  readonly reason: 'undecodable' | 'unsupported-coding' | 'over-cap' | GaveUp;
  readonly detail: string;
}

/** Something about a place that a reader of the differences there should know. */
export interface Note {
  readonly path: string;
  readonly text: string;
}

/** Two answers of one request and the differences between them. */
export type Comparison =
  | {
      readonly verdict: 'match' | 'mismatch';
      readonly differences: readonly Difference[];
      /** Differences that an `ignore` rule silenced: a blind spot stays visible. */
      readonly ignored: readonly Difference[];
      /** At most one of each kind for a pattern. */
      readonly notes: readonly Note[];
      /** What rules hid that a client of the candidate would see, whatever else differs; none for equal bytes. */
      readonly forgiven: readonly Forgiving[];
    }
  | { readonly verdict: 'unreadable'; readonly why: Unreadable };

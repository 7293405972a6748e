import { isDeepStrictEqual } from 'node:util';

/** Where a route stands on its way from legacy to the candidate. */
export const stages = ['observe', 'shadow', 'split', 'live', 'retired'] as const;
export type Stage = (typeof stages)[number];

/** A place on the dial, without its history. */
export interface Position {
  readonly stage: Stage;
  /** Share of sticky keys that the candidate answers, 0–1. 1 only in `live` and `retired`. */
  readonly share: number;
}

/** A route's stage and share with what else decides how it may be turned, as the store keeps it; replaced, never changed. */
export interface Dial extends Position {
  /** Grows by one with each change of stage or share and only then. */
  readonly revision: number;
  /** While held the dial may only be lowered. */
  readonly held: boolean;
  /** The share was raised against the guards. */
  readonly forced: boolean;
  /** What a rollback left behind that keeps the dial from rising; null where nothing does. */
  readonly rolledBack: RolledBack | null;
  /** When the dial rolled back by itself, within the last 7 days, oldest first. */
  readonly alarms: readonly Alarm[];
  /**
   * How often each version of the candidate was lowered, wherever to and by whomever: each further attempt must prove
   * more.
   */
  readonly rollbacks: readonly { readonly candidate: string | null; readonly count: number }[];
  /** The candidate's version when the dial was last turned; null when it told none. */
  readonly turnedOn: string | null;
  /** The proof by which the route left shadow; null while it has not, or was forced to. */
  readonly leftShadow: LeftShadow | null;
  /** How often the evidence was restarted by hand: part of the evidence key. */
  readonly restarts: number;
}

/** The proof by which a route left shadow: another candidate, or other rules, have not (design: evidence §3). */
export interface LeftShadow {
  /** What was proven: rules and candidate. A deploy of legacy leaves it as it is. */
  readonly subject: string;
  /** By draws: the route has too few entities to prove it by them. */
  readonly asFew: boolean;
  /** How many distinct entities it had then: other evidence of it, of another legacy, has met none yet. */
  readonly entities: number;
}

/** One rollback that the controller made. */
export interface Alarm {
  /** RFC 3339 instant. */
  readonly at: string;
  /** Of the evidence that it was made on. */
  readonly key: string;
}

/** A rollback that has not been answered for yet. */
export interface RolledBack {
  /** RFC 3339 instant. */
  readonly at: string;
  readonly why: string;
  /** By the controller; else by somebody, whom only the controller does not overrule. */
  readonly automatic: boolean;
  /** The candidate's version then; null when it tells none. */
  readonly candidate: string | null;
  /** Somebody has seen why. */
  readonly acknowledged: boolean;
  /** It happened too often: only an admin unlatches it. */
  readonly latched: boolean;
}

/** A dial that was never turned, at this position. */
export const untouched = (position: Position): Dial => ({
  ...position,
  revision: 0,
  held: false,
  forced: false,
  rolledBack: null,
  alarms: [],
  rollbacks: [],
  turnedOn: null,
  leftShadow: null,
  restarts: 0,
});

/** Whether both stand at the same place for the same reasons. */
export const isSameDial = (a: Dial, b: Dial): boolean => isDeepStrictEqual(a, b);

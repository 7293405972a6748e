/** Where a route stands on its way from legacy to the candidate. */
export const stages = ['observe', 'shadow', 'split', 'live', 'retired'] as const;
export type Stage = (typeof stages)[number];

/** A route's stage and share, as the store keeps it; replaced, never changed. */
export interface Dial {
  readonly stage: Stage;
  /** Share of sticky keys that the candidate answers, 0–1. 1 only in `live` and `retired`. */
  readonly share: number;
  /** Grows by one with each dial change and only then. */
  readonly revision: number;
  /** While held the dial may only be lowered. */
  readonly held: boolean;
  /** The share was raised against the guards. */
  readonly forced: boolean;
}

/** A place on the dial, without its history. */
export interface Position {
  readonly stage: Stage;
  readonly share: number;
}

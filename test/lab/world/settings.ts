import type { FaultName } from '../faults/fault-names.js';
import type { Lag } from './lag.js';

/** What makes a world; the same settings make the same one. Times are in milliseconds, whole. */
export interface Settings {
  readonly seed: string;
  /** How many customers there are, or will be. */
  readonly entities: number;
  /** Nothing is written after this instant; it can be read for ever. */
  readonly duration: number;
  /** How far the candidate may lag. */
  readonly freshness: number;
  /** Writes to one customer in a minute, on average: a Poisson process each. */
  readonly writesPerMinute: number;
  readonly lag: Lag;
  /** The part of the customers that each fault hits, 0–1; what is not named is absent. */
  readonly faults: Readonly<Partial<Record<FaultName, number>>>;
}

/** Instants at which settling reads again, in parts of freshness after the pair (design: evidence §2). */
export const settlingSteps = { next: 1 / 4, last: 2, late: 12 } as const;

/** The wall clock at instant 0. */
export const epoch = Date.UTC(2031, 4, 5, 8);

import { type Chance } from '../../../demo/chance.js';
import { exponential } from '../chance.js';

/** How many milliseconds after it happened an event is applied; whole, from 0 on. */
export type Lag = (chance: Chance) => number;

export const noLag: Lag = () => 0;

export function constantLag(ms: number): Lag {
  return () => ms;
}

/** Most events come soon, few late, none after `most`: the design looks at up to 3 × freshness. */
export function exponentialLag(mean: number, most: number): Lag {
  return (chance) => Math.round(Math.min(exponential(chance, mean), most));
}

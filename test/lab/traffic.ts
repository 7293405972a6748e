import { type Chance, between, chanceFrom } from '../../demo/chance.js';
import { exponential, shuffled } from './chance.js';
import type { PairTime } from './world/pair-time.js';

/** Who asks, how often, and for whom. */
export interface TrafficSettings {
  readonly seed: string;
  readonly entities: readonly string[];
  /** Requests a second over all entities, on average; above 0. */
  readonly perSecond: number;
  /** The instant after which nobody asks any more, in milliseconds. */
  readonly until: number;
  /** Exponent of Zipf's law: 0 asks for all alike, about 1 is what shops see. */
  readonly skew: number;
  /** Fewest and most milliseconds from legacy's read to the candidate's. */
  readonly gap: readonly [least: number, most: number];
}

/** A request that both sides answer. */
export interface Arrival {
  readonly entity: string;
  readonly at: PairTime;
}

/**
 * Requests in order of time: a Poisson process, the entities drawn by Zipf's law in an order of their own. The
 * same settings give the same requests. What one entity is asked does not depend on how far the list is read.
 */
export function* traffic(settings: TrafficSettings): Generator<Arrival> {
  const { seed, entities, perSecond, until, gap } = settings;
  const chance = chanceFrom(`${seed}/traffic`);
  const drawn = byZipf(shuffled(chanceFrom(`${seed}/ranks`), entities), settings.skew);
  let at = 0;
  for (;;) {
    // Whole milliseconds, like the clocks of the world.
    at += Math.round(exponential(chance, 1000 / perSecond));
    if (at > until) return;
    yield { entity: drawn(chance), at: { legacy: at, candidate: at + between(chance, ...gap) } };
  }
}

/** Draws the member of rank r with weight r to the power of −skew. */
function byZipf<T>(ranked: readonly T[], skew: number): (chance: Chance) => T {
  const sums = new Float64Array(ranked.length);
  let sum = 0;
  for (let rank = 0; rank < ranked.length; rank += 1) {
    sum += (rank + 1) ** -skew;
    sums[rank] = sum;
  }
  return (chance) => {
    const wanted = chance() * sum;
    let [low, high] = [0, ranked.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return ranked[low] as T;
  };
}

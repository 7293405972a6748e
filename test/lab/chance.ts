import { type Chance, between } from '../../demo/chance.js';

/** A waiting time of a Poisson process, in the unit of its mean. */
export function exponential(chance: Chance, mean: number): number {
  return -Math.log(1 - chance()) * mean;
}

/** The members in an order drawn evenly from all orders (Fisher and Yates). */
export function shuffled<T>(chance: Chance, members: readonly T[]): T[] {
  const drawn = [...members];
  for (let last = drawn.length - 1; last > 0; last -= 1) {
    const other = between(chance, 0, last);
    [drawn[last], drawn[other]] = [drawn[other] as T, drawn[last] as T];
  }
  return drawn;
}

import type { Chance } from '../chance.js';

/**
 * Draws ranks 0 … `count` − 1, rank r with a probability proportional to 1 / (r + 1)^`exponent`:
 * a few customers call all the time, most hardly ever.
 */
export function zipf(count: number, exponent: number, chance: Chance): () => number {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`zipf: ${count} ranks; at least 1 is needed`);
  const reached: number[] = [];
  let sum = 0;
  for (let rank = 0; rank < count; rank++) {
    sum += 1 / (rank + 1) ** exponent;
    reached.push(sum);
  }
  return () => {
    const drawn = chance() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((reached[middle] ?? sum) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

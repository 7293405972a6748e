import type { Facts } from './facts.js';

/** So many values must differ alike to be called systematic. */
const fewest = 3;
/** How much amounts may vary that are called the same, as a share of themselves. */
const same = 0.1;

/**
 * Whether all values differ by nearly the same amount, or factor, and none agrees: a unit, a zone or a step
 * beside, which no tolerance should forgive.
 */
export function isSystematic(
  pairs: readonly (readonly [legacy: number, candidate: number])[],
  { places, differing }: Pick<Facts, 'places' | 'differing'>,
): boolean {
  if (places > differing || new Set(pairs.map(([legacy]) => legacy)).size < fewest) return false;
  const amounts = pairs.map(([legacy, candidate]) => candidate - legacy);
  const factors = pairs.map(([legacy, candidate]) => candidate / legacy - 1);
  return isSteady(amounts) || isSteady(factors);
}

function isSteady(values: readonly number[]): boolean {
  if (!values.every(Number.isFinite)) return false;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least <= 0 && most >= 0) return false;
  return most - least <= same * Math.max(Math.abs(least), Math.abs(most));
}

/** The next of 1, 2, 5, 10, 20, 50 … from here on, at any power of ten. */
export function roundUp(value: number): number {
  if (value <= 0 || !Number.isFinite(value)) return Math.max(0, value);
  const exponent = Math.floor(Math.log10(value)) - 1;
  for (let power = exponent; ; power += 1) {
    for (const digit of [1, 2, 5]) {
      // Read from a text, so that it is the decimal that it looks like.
      const round = Number(`${digit}e${power}`);
      if (round >= value) return round;
    }
  }
}

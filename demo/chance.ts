/** Draws the next number in [0, 1). The only source of randomness in the demo and the laboratory, so that a seed tells all. */
export type Chance = () => number;

/** Spreads any text over 32 bits: FNV-1a, then the end of MurmurHash3, so that neighbours lie far apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A generator (mulberry32) that draws the same numbers for the same seed, on every machine. */
export function chanceFrom(seed: string): Chance {
  let state = hash32(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number in [0, 1) that belongs to this text for ever: a decision that comes out alike when repeated. */
export function shareOf(text: string): number {
  return chanceFrom(text)();
}

/** A whole number from `low` to `high`, both included. */
export function between(chance: Chance, low: number, high: number): number {
  return low + Math.floor(chance() * (high - low + 1));
}

/** One of the choices. @throws RangeError when there is none */
export function pick<T>(chance: Chance, choices: readonly T[]): T {
  const picked = choices[Math.floor(chance() * choices.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from: give at least one choice');
  return picked;
}

/** A long-tailed duration: half lie below `median`; `sigma` is the standard deviation of its logarithm. */
export function lognormal(chance: Chance, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return median * Math.exp(sigma * normal);
}

import { logGamma, logPower } from '../../routing-rules/formulas/logarithms.js';

/** A bound that holds is called broken less often than this, each time that it is looked at. */
export const unlikely = 1e-4;

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/**
 * How likely a binomial count is this great, or greater.
 * @param hits of `runs`, 0 ≤ hits ≤ runs
 * @param rate of a single run, 0 ≤ rate ≤ 1
 */
export function atLeast(hits: number, runs: number, rate: number): number {
  let sum = 0;
  for (let k = hits; k <= runs; k += 1)
    sum += Math.exp(logChoose(runs, k) + logPower(rate, k) + logPower(1 - rate, runs - k));
  return Math.min(1, sum);
}

/** How likely a Poisson count is this great, or greater. */
export function poissonAtLeast(hits: number, mean: number): number {
  let fewer = 0;
  for (let k = 0; k < hits; k += 1) fewer += Math.exp(-mean + logPower(mean, k) - logGamma(k + 1));
  return Math.max(0, 1 - fewer);
}

/**
 * More hits than a binomial with this rate explains.
 * @returns whether so many or more come with a probability below {@link unlikely}
 */
export const isTooOften = (hits: number, runs: number, rate: number): boolean =>
  atLeast(hits, runs, rate) < unlikely;

/** Fewer hits than a binomial with this rate explains. */
export const isTooSeldom = (hits: number, runs: number, rate: number): boolean =>
  isTooOften(runs - hits, runs, 1 - rate);

import { least } from './least.js';
import { logPower, logSumExp } from './logarithms.js';
import { type PairedCounts, stakes } from './paired.js';

/**
 * F5 (design: evidence §4): ln of the e-value against "the candidate is bad in a share of pairs that exceeds
 * legacy's by η or more". The candidate is not worse when it reaches ln 1/α, at any look.
 * @param eta how much worse it may be, as a share of pairs, −1 < η < 1; below 0 it must be better
 */
export function logNotWorse(counts: PairedCounts, eta: number): number {
  const { pairs, candidateOnlyBad, legacyOnlyBad } = counts;
  const alike = pairs - candidateOnlyBad - legacyOnlyBad;
  const bets = stakes.map(
    (stake) =>
      logPower(1 - stake * (1 - eta), candidateOnlyBad) +
      logPower(1 + stake * eta, alike) +
      logPower(1 + stake * (1 + eta), legacyOnlyBad),
  );
  return logSumExp(bets) - Math.log(bets.length);
}

/**
 * The least number of further pairs, bad on neither side, with which F5 would pass; 0 if it passes already,
 * null if that would be more than can be counted.
 * @param alpha error, 0 < α < 1
 */
export const errorFreePairsLeft = (counts: PairedCounts, eta: number, alpha: number): number | null =>
  least((more) => logNotWorse({ ...counts, pairs: counts.pairs + more }, eta) >= Math.log(1 / alpha));

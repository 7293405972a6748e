import { grown } from './detector.js';
import { logPower, logSumExp } from './logarithms.js';
import { type PairedCounts, stakes } from './paired.js';

/** What a detector of a worse candidate remembers between two ticks: plain data, since it is saved. */
export interface WorseState {
  /** R: what each stake that F6 uses has grown to, least stake first; empty before the first tick with pairs. */
  readonly growth: readonly number[];
}

/** The stakes that leave something even if the candidate alone is bad every time; the least ones, in order. */
const affordable = (eta: number): readonly number[] => stakes.filter((stake) => stake * (1 + eta) < 1);

/**
 * F6 (design: evidence §4): ln of the e-value against "the candidate is bad in a share of pairs that exceeds
 * legacy's by η at most". The candidate is worse when it reaches ln 1/α.
 * @param eta how much worse it may be, as a share of pairs, −1 < η < 1; below 0 it must be better
 */
export function logWorse(counts: PairedCounts, eta: number): number {
  const { pairs, candidateOnlyBad, legacyOnlyBad } = counts;
  const alike = pairs - candidateOnlyBad - legacyOnlyBad;
  const bets = affordable(eta).map(
    (stake) =>
      logPower(1 + stake * (1 - eta), candidateOnlyBad) +
      logPower(1 - stake * eta, alike) +
      logPower(1 - stake * (1 + eta), legacyOnlyBad),
  );
  return logSumExp(bets) - Math.log(bets.length);
}

/** A detector that has seen nothing yet. */
export const startWorse = (): WorseState => ({ growth: [] });

/**
 * F6 as detector: its state after one more tick, usually of 1 s. A tick without pairs changes nothing.
 * @param meanZ mean over the tick's pairs of 1 for bad on the candidate alone, −1 for bad on legacy alone and
 * 0 otherwise; null for a tick without pairs
 * @param eta as for one look, and the same at every tick
 */
export function tickWorse(state: WorseState, meanZ: number | null, eta: number): WorseState {
  if (meanZ === null) return state;
  return {
    growth: affordable(eta).map((stake, i) => grown(state.growth[i] ?? 0, 1 + stake * (meanZ - eta))),
  };
}

/** Mean R: an alarm when it reaches D·A, for D detectors on the route as in F4; 0 before the first pairs. */
export const worseStatistic = ({ growth }: WorseState): number =>
  growth.length === 0 ? 0 : growth.reduce((sum, r) => sum + r, 0) / growth.length;

/** Where the statistic comes to rest while neither side is ever bad; about 10.4/η. */
export const quietWorse = (eta: number): number =>
  affordable(eta).reduce((sum, stake) => sum + (1 - stake * eta) / (stake * eta), 0) / affordable(eta).length;

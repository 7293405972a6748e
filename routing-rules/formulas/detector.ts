import { tooBadBets } from './too-bad.js';

/** What a detector of mismatches remembers between two ticks: plain data, since it is saved. */
export interface DetectorState {
  /** τ: the rate of bad entities that is still tolerated, 0 < τ < 1. */
  readonly tau: number;
  /** Mⱼ: what each bet of F2 has grown to. */
  readonly growth: readonly number[];
}

/** What was judged in one tick. */
export interface DetectorTick {
  /** Entities judged that were not yet bad; a whole number ≥ 0. */
  readonly judged: number;
  /** Those of them that turned bad; 0 ≤ turnedBad ≤ judged. */
  readonly turnedBad: number;
}

/**
 * What no growth exceeds, since a detector that nobody heeds would grow to Infinity, which JSON saves as null.
 * No bet weighs less than 1/40, so one that stands here is still 10⁸ times above an alarm at 10¹⁰ ticks, which
 * is one false alarm in 300 years. It only ever lowers the statistic: no alarm comes of it.
 */
const mostGrowth = 1e20;

/** One Shiryaev–Roberts step, (growth + 1) · factor, never above 10²⁰. */
export const grown = (growth: number, factor: number): number => Math.min(mostGrowth, (growth + 1) * factor);

/** A detector that has seen nothing yet. */
export const startDetector = (tau: number): DetectorState => ({ tau, growth: tooBadBets(tau).map(() => 0) });

/**
 * F4 (design: evidence §4): the detector after one more tick, usually of 1 s. It is linear in the tick's share of
 * bad entities, so that dependence inside a tick does no harm. A tick in which nothing was judged changes nothing.
 */
export function tickDetector(state: DetectorState, { judged, turnedBad }: DetectorTick): DetectorState {
  if (judged === 0) return state;
  const { tau } = state;
  const share = turnedBad / judged;
  const growth = tooBadBets(tau).map(({ q }, j) => {
    const clean = (1 - q) / (1 - tau);
    return grown(state.growth[j] ?? 0, clean + share * (q / tau - clean));
  });
  return { tau, growth };
}

/**
 * Σⱼ wⱼMⱼ: an alarm when it reaches D·A, for D detectors on the route and a mean time to a false alarm of
 * A non-empty ticks.
 */
export const detectorStatistic = ({ tau, growth }: DetectorState): number =>
  tooBadBets(tau).reduce((sum, { w }, j) => sum + w * (growth[j] ?? 0), 0);

/** Where the statistic comes to rest while every tick is clean; about 0.66/τ for a small τ. */
export const quietValue = (tau: number): number =>
  tooBadBets(tau).reduce((sum, { q, w }) => sum + (w * (1 - q)) / (q - tau), 0);

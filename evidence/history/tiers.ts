import { gathered, type HistoryStep } from './history-step.js';

/** How finely the past is kept up to an age, both in seconds. */
export interface Tier {
  readonly seconds: number;
  readonly until: number;
}

/**
 * What grows old is kept more coarsely. An hour in steps of ten seconds shows a rollback as it happened; two days of
 * minutes hold yesterday's deploy; five weeks of quarters of an hour span the longest soak that anybody waits for,
 * with a month's end in it. That is 6,600 steps of a route in all.
 */
export const tiers = [
  { seconds: 10, until: 3_600 },
  { seconds: 60, until: 2 * 86_400 },
  { seconds: 900, until: 35 * 86_400 },
] as const satisfies readonly Tier[];

/** Seconds of the shortest step. */
export const shortest = tiers[0].seconds;

/** Which steps are to be made longer, or are kept no more. */
export interface Thinning {
  /** Seconds that they may have. */
  readonly lengths: readonly number[];
  /** Epoch seconds: those that end at this or before. */
  readonly until: number;
  /** Seconds that they are to have; null where they go. */
  readonly into: number | null;
}

/**
 * What is to be thinned at an instant, oldest first; only whole longer steps, so that each is made once.
 * @param now epoch seconds
 */
export function thinnings(now: number, by: readonly Tier[] = tiers): readonly Thinning[] {
  const lengths = by.map(({ seconds }) => seconds);
  const longer = by.slice(1).map(({ seconds }, i): Thinning => {
    const until = Math.floor((now - (by[i]?.until ?? 0)) / seconds) * seconds;
    return { lengths: lengths.slice(0, i + 1), until, into: seconds };
  });
  return [{ lengths, until: now - (by.at(-1)?.until ?? 0), into: null }, ...longer.toReversed()];
}

/** The same steps as they are kept at this instant, oldest first. */
export function thinned(
  steps: readonly HistoryStep[],
  now: number,
  by: readonly Tier[],
): readonly HistoryStep[] {
  return thinnings(now, by)
    .reduce<readonly HistoryStep[]>((kept, { lengths, until, into }) => {
      const isOld = ({ seconds, at }: HistoryStep): boolean => at <= until && lengths.includes(seconds);
      if (!kept.some(isOld)) return kept;
      const rest = kept.filter((step) => !isOld(step));
      if (into === null) return rest;
      const isThere = ({ seconds, at }: HistoryStep): boolean => seconds === into && at <= until;
      const longer = gathered([...kept.filter(isThere), ...kept.filter(isOld)], into);
      return [...longer, ...rest.filter((step) => !isThere(step))];
    }, steps)
    .toSorted((a, b) => a.at - b.at);
}

/** Lengths of the steps in which a past is told; each is a multiple of what is kept where it is used. */
const told = [
  10, 20, 30, 60, 120, 180, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800,
];

/** The most points that are told at once: more than a wide screen shows apart. */
export const mostPoints = 600;

/**
 * The finest step in which a span is told: as finely as its beginning is kept, and in no more points than asked for.
 * @param from epoch seconds, as `to` and `now`
 * @returns seconds
 */
export function resolutionOf(from: number, to: number, now: number, points = mostPoints): number {
  const keeps = tiers.find(({ until }) => now - from <= until) ?? tiers[2];
  const fits = told.find((seconds) => seconds >= keeps.seconds && (to - from) / seconds <= points);
  return fits ?? 604_800;
}

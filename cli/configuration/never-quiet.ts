import { quietValue } from '../../routing-rules/formulas/detector.js';
import { quietWorse } from '../../routing-rules/formulas/worse.js';
import type { RouteRule } from '../../routing-rules/route-rule.js';
import { formatShare } from '../../routing-rules/units.js';

/** A detector that would never be quiet: its route could never be raised, however well its candidate does. */
export interface NeverQuiet {
  /** The setting that makes it so strict, below `dial`. */
  readonly setting: readonly string[];
  /** What that is set to, as it is written. */
  readonly says: string;
  /** What it is where nothing is written, as it would be. */
  readonly unlessSaid: string;
  /** The shortest `alarm` that would do, as it is written. */
  readonly alarm: string;
  /** The strictest setting that would do with the `alarm` there is; undefined where none does. */
  readonly instead: string | undefined;
}

/** What a detector's statistic comes to rest at may be this part of A, the time to a false alarm (design: evidence §4, Alarm). */
const mostAtRest = 1 / 30;

/**
 * The detectors of a route that rest too near to their alarm while all is well: the stricter their setting is, the
 * higher they rest, and the alarm is as high as `alarm` is long, in ticks of a second.
 */
export function neverQuiet({
  guards: { below, errors, latency },
  alarm,
}: Pick<RouteRule, 'guards' | 'alarm'>): readonly NeverQuiet[] {
  const isQuiet = (rest: number): boolean => rest <= alarm * mostAtRest;
  const judged = (
    setting: readonly string[],
    says: string,
    rest: number,
    instead: () => string | undefined,
    unlessSaid = says,
  ): readonly NeverQuiet[] =>
    isQuiet(rest)
      ? []
      : [{ setting, says, unlessSaid, alarm: lasting(rest / mostAtRest), instead: instead() }];
  const strictest = (restOf: (share: number) => number): number | undefined =>
    shares.find((share) => isQuiet(restOf(share)));
  const share = (name: string, key: string, set: number, restOf: (share: number) => number) =>
    judged(['guards', name, key], asShare(set), restOf(set), () => {
      const found = strictest(restOf);
      return found === undefined ? undefined : `${asShare(found)} at least`;
    });
  return [
    ...share('mismatch', 'below', below, quietValue),
    ...share('errors', 'worseBy', errors, quietWorse),
    // One with a max alone has no detector.
    ...latency
      .filter(({ worseBy }) => worseBy !== null)
      .flatMap(({ name, margin, worseBy }) =>
        judged(
          ['guards', 'latency', name],
          name,
          quietWorse(margin),
          () => {
            const found = strictest(quietWorse);
            return found === undefined || found >= 0.01 ? undefined : `${quantileOf(found)} at most`;
          },
          `{ worseBy: ${asShare(worseBy ?? 0)} }`,
        ),
      ),
  ];
}

/** Shares of two digits from 0.0001 % to 99 %, the strictest first. */
const shares: readonly number[] = [-7, -6, -5, -4, -3, -2].flatMap((power) =>
  Array.from({ length: 90 }, (_, at) => Number(`${at + 10}e${power}`)),
);

const asShare = (share: number): string => formatShare(share).replace(' ', '');

/** The highest quantile that has this margin, which is half of what lies above it. */
const quantileOf = (margin: number): string => `p${Number((100 * (1 - 2 * margin)).toFixed(4))}`;

/** What rounding up may add: `6h` is read sooner than `331m`. */
const mostAdded = 0.1;

/** Seconds as a duration that is written in the file: in the largest unit that is round enough, and no shorter. */
function lasting(seconds: number): string {
  const [unit, size] = units.find(([, each]) => isRound(seconds, each)) ?? (['s', 1] as const);
  return `${Math.ceil(seconds / size)}${unit}`;
}

const isRound = (seconds: number, size: number): boolean =>
  Math.ceil(seconds / size) * size <= seconds * (1 + mostAdded);

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

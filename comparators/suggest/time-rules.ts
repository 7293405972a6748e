import { aboutAs } from '../scalars/decimal.js';
import { timeOf } from '../scalars/times.js';
import { isSystematic } from './closeness.js';
import type { Facts } from './facts.js';
import type { Proposal } from './suggestion.js';

/** Seconds that `within` may come to, as people write them. */
const steps: readonly (readonly [seconds: number, text: string])[] = [
  [0, '0s'],
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => [ms / 1000, `${ms}ms`] as const),
  ...[1, 2, 5, 10, 15, 30].map((s) => [s, `${s}s`] as const),
  ...[1, 2, 5].map((m) => [m * 60, `${m}m`] as const),
];

/** A tolerance is at most this share of how far legacy's own times are apart. */
const mostShare = 0.1;

/**
 * The smallest round span that covers all that was seen, up to five minutes: a zone is a quarter of an hour at
 * least. None where all times are off by the same: that is a clock or a zone.
 */
export function timeRules(facts: Facts): readonly Proposal[] {
  if (facts.kind !== 'value' && facts.kind !== 'type') return [];
  const times = facts.held.flatMap(({ legacy, candidate }) => {
    const [left, right] = [secondsFrom(legacy), secondsFrom(candidate)];
    return left === undefined || right === undefined ? [] : [[left, right] as const];
  });
  if (times.length === 0 || times.length < facts.held.length || isSystematic(fromFirst(times), facts))
    return [];
  const gap = Math.max(...times.map(([left, right]) => Math.abs(left - right)));
  // What doubles lose of epoch seconds is less than a microsecond.
  const step = steps.find(([seconds]) => gap <= seconds + 1e-6);
  if (
    step === undefined ||
    !isClose(
      step[0],
      times.map(([left]) => left),
    )
  )
    return [];
  const within = step[1];
  return [
    {
      section: 'times',
      rules: { times: { [facts.pattern]: { within } } },
      isMeantFor: ({ pattern, kind }) => pattern === facts.pattern && kind === facts.kind,
    },
  ];
}

function isClose(step: number, legacy: readonly number[]): boolean {
  const spread = Math.max(...legacy) - Math.min(...legacy);
  return spread === 0 || step <= mostShare * spread;
}

/** Counted from the first, so that only how far they are off may be steady: all factors of epoch seconds are. */
function fromFirst(times: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const first = Math.min(...times.map(([left]) => left));
  return times.map(([left, right]) => [left - first, right - first]);
}

/** Epoch seconds and milliseconds of 2001 to 2096: smaller numbers are rather counts. */
const isEpoch = (value: number): boolean => (value >= 1e9 && value < 4e9) || (value >= 1e12 && value < 4e12);

function secondsFrom(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const isDigits = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value);
  if ((typeof value === 'number' || isDigits) && !isEpoch(Number(value))) return undefined;
  const time = timeOf(value);
  return time && aboutAs(time);
}

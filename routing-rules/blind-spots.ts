import { type AlarmGrounds, isLegacyWorse } from './alarm.js';
import { formatShare } from './units.js';

/** Requests of a route's last minute, and those of them that no detector, or not every one, hears of. */
export interface LastMinute {
  readonly requests: number;
  /** Met while two versions of a side answered by turns, so that nothing was compared. */
  readonly mixed: number;
  /** Read on one side alone, for want of strength (`shed`). */
  readonly shed: number;
  /** Read on one side alone, since their key is left out (`not-sampled`). */
  readonly notSampled: number;
}

/** As a ratio of requests: what is less hardly blinds anybody. */
const worthTelling = 0.05;

/**
 * What is watched less than usual now, and so may keep the dial from coming down by itself, as sentences; none where
 * nothing is (design: evidence §4, Alarm; §5).
 * @param below the ratio of entities below which mismatches are tolerated
 * @param isServed whether clients are sent to the candidate; where none is, there is nothing to come down
 */
export function blindSpots(
  last: LastMinute,
  grounds: AlarmGrounds,
  below: number,
  isServed: boolean,
): readonly string[] {
  const spots: string[] = [];
  const isMany = (count: number): boolean => count > 0 && count >= worthTelling * last.requests;
  if (isMany(last.mixed))
    spots.push(
      `another version answers, or two by turns: ${ofLastMinute(last.mixed, last)} were not compared. One that answers alone for a while (its upstream’s calm) is taken over${isServed ? '; until then errors and latency bring the dial down, what differs does not' : ''}`,
    );
  if (!isServed) return spots;
  const unread = last.shed + last.notSampled;
  if (isMany(unread))
    spots.push(
      `${ofLastMinute(unread, last)} were read on one side alone (${reasonsOf(last)}): no detector hears of these, but where the candidate fails its breaker does`,
    );
  const { legacy } = grounds.failing;
  if (legacy > below && isLegacyWorse(grounds))
    spots.push(
      `legacy failed ${formatShare(legacy)} of the last minute’s requests: a candidate that differs less often than that stays where it is; errors and latency bring it down`,
    );
  return spots;
}

const ofLastMinute = (count: number, { requests }: LastMinute): string =>
  `${formatShare(Math.min(1, count / Math.max(1, requests)))} of the last minute’s requests`;

const reasonsOf = ({ shed, notSampled }: LastMinute): string =>
  [shed > 0 && `shed ${shed}`, notSampled > 0 && `not-sampled ${notSampled}`].filter(Boolean).join(', ');

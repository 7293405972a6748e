import type { Chance } from '../../demo/chance.js';
import { RouteWatch } from '../../evidence/watch/route-watch.js';
import { alarmOf } from '../../routing-rules/alarm.js';
import { found, ruleOf, settledBad, suspected } from './place.js';

/** A candidate that breaks. */
export interface Break {
  /** Entities compared in each second, all of them new. */
  readonly perSecond: number;
  /** Clean ones before it breaks. */
  readonly clean: number;
  /** The rate of bad ones from then on. */
  readonly rate: number;
  /** Seconds until it is known of a bad one that it is; 0: at once, as where the candidate fails. */
  readonly settles?: number;
  /** Seconds that are waited for an alarm at most. */
  readonly most: number;
}

/** Seconds from the break to the alarm; Infinity where there was none. */
export interface Delay {
  /** Until the dial would come down, for whatever reason: the detector or a burst. */
  readonly alarm: number;
  /** Until the detector of mismatches alone says so. */
  readonly detector: number;
}

/**
 * Watches a route, at the defaults, until it alarms. The watch is that of the product, told directly: a whole keeper
 * beside it would only hash names and count.
 */
export function delayOf({ perSecond, clean, rate, settles = 0, most }: Break, chance: Chance): Delay {
  const watch = new RouteWatch(ruleOf());
  let [entity, alarm, detector] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const later: (readonly string[])[] = [];
  const second = (of: number): void => {
    const suspects: string[] = [];
    for (let i = 0; i < perSecond; i += 1) {
      const name = `e${(entity += 1)}`;
      const isBad = chance() < of;
      if (isBad && settles > 0) {
        watch.note(name, suspected(name, name));
        suspects.push(name);
      } else watch.note(name, found(name, isBad));
    }
    later.push(suspects);
    if (later.length > settles)
      for (const name of later.shift() ?? []) watch.note(name, settledBad(name, name));
    watch.close(true, { entities: entity, draws: 0 });
  };
  for (let tick = 0; tick < clean / perSecond; tick += 1) second(0);
  for (let tick = 1; tick <= most && detector > tick; tick += 1) {
    second(rate);
    if (alarm > tick && alarmOf(watch.grounds) !== undefined) alarm = tick;
    const [mismatch] = watch.readings;
    if (mismatch && mismatch.statistic >= mismatch.alarmsAt) detector = tick;
  }
  return { alarm, detector };
}

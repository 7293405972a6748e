import type { Chance } from '../../demo/chance.js';
import { EntityDetector } from '../../evidence/watch/entity-detector.js';
import { PairDetector } from '../../evidence/watch/pair-detector.js';
import { RouteWatch } from '../../evidence/watch/route-watch.js';
import { ruleOf } from './place.js';

/** Ticks in which something was compared, of a year in which that is so all the time. */
export const ticksOfYear = 365 * 86_400;

/** A year's part of traffic in which nothing is worse than allowed. */
export interface Calm {
  /** Part of what is allowed: 1 is exactly the threshold, or exactly the margin, everywhere at once. */
  readonly of: number;
  readonly ticks: number;
  /** Ticks until it is known of a bad entity that it is; 0: at once. */
  readonly settles?: number;
}

/**
 * How often the dial comes down for nothing. One new entity and one pair in each second, which is hardest: nothing
 * is averaged within a tick. The detectors are those of the product, as many as a route has at the defaults, told
 * directly: a year of them takes minutes, a year of a whole route would take hours.
 */
export function falseAlarms({ of, ticks, settles = 0 }: Calm, chance: Chance): number {
  const rule = ruleOf();
  const { below: tau, errors, latency } = rule.guards;
  const alarmsAt = Math.max(...new RouteWatch(rule).readings.map((reading) => reading.alarmsAt));
  const patience = 40;
  let entities = new EntityDetector(tau, patience);
  // How often one side alone is slow or fails, whatever the other does.
  const pairs = [
    { margin: errors, alone: 0.002, detector: new PairDetector(errors) },
    ...latency.map(({ margin, quantile }) => ({
      margin,
      alone: (1 - quantile) / 2,
      detector: new PairDetector(margin),
    })),
  ];
  const settling: number[] = [];
  let alarms = 0;
  for (let tick = 0; tick < ticks; tick += 1) {
    const isBad = chance() < of * tau;
    if (isBad && settles > 0) {
      entities.suspect(`e${tick}`, `e${tick}`);
      settling.push(tick);
    } else entities.judge(`e${tick}`, isBad);
    if (settling[0] === tick - settles) entities.settle(`e${settling.shift()}`, true);
    entities.close();
    let loud = entities.statistic >= alarmsAt;
    for (const { margin, alone, detector } of pairs) {
      const drawn = chance();
      detector.note({
        candidate: drawn < alone + of * margin,
        legacy: drawn >= 1 - alone,
      });
      detector.close();
      loud ||= detector.statistic >= alarmsAt;
    }
    if (!loud) continue;
    alarms += 1;
    entities = new EntityDetector(tau, patience);
    settling.length = 0;
    for (const { detector } of pairs) detector.restart();
  }
  return alarms;
}

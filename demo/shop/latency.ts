import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance, lognormal } from '../chance.js';

/** Takes as long as a service of this kind takes. */
export type Pause = () => Promise<void>;

/** No single call is slower than this many medians: a tail, not a hang. */
const WORST = 12;

/**
 * A long-tailed latency: half the calls take less than `median` milliseconds.
 * `pace` stretches it; 0 is for tests and takes no time at all.
 */
export function latency(chance: Chance, median: number, sigma: number, pace: number): Pause {
  return async () => {
    const wanted = Math.min(lognormal(chance, median, sigma), median * WORST) * pace;
    if (wanted >= 1) await sleep(wanted);
  };
}

import type { Chance } from '../../demo/chance.js';
import type { PairedTimes } from '../../evidence/tally.js';
import { type Authored, found, openPlace, type Place } from './place.js';

/**
 * Where a step begins: an admin puts the dial there, and from then on it rises by itself. A forced share is no proof of
 * what leaving shadow asks for; here it is asked for nothing more than a step.
 */
async function openStep(dial: Authored): Promise<Place> {
  const mismatch = { below: 0.001, ...dial.guards?.mismatch, confidence: 0.95 };
  const guards = { ...dial.guards, mismatch, traffic: { below: 0.99 } };
  const place = await openPlace({ ...dial, guards, raise: 'auto' });
  await place.turn({ action: 'turn', share: 0.01, force: true, reason: 'the simulation begins here' });
  return place;
}

/** One new entity in each second. */
export interface Drip {
  readonly tau: number;
  /** The probability that one is bad. */
  readonly rate: number;
  readonly seconds: number;
}

/** Does the controller ever raise the dial? Nothing but the guard on mismatches is in its way. */
export async function risesAt({ tau, rate, seconds }: Drip, chance: Chance): Promise<boolean> {
  const guards = {
    mismatch: { below: tau },
    errors: { worseBy: 0.5 },
    latency: 'none' as const,
    coverage: { keys: 1, dropped: 1 },
  };
  const place = await openStep({ dwell: { step: 0 }, guards });
  try {
    for (let second = 0; second < seconds && place.share === 0.01; second += 1)
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await place.second({ findings: [found(`e${second}`, chance() < rate, 'semantic')] });
    return place.share > 0.01;
  } finally {
    await place.store.close();
  }
}

/** What became of a step in which the candidate stops now and then for a second. */
export interface Paused {
  /** The dial rose before the first of them. */
  readonly rose: boolean;
  /** Seconds from the beginning of the first of them until the dial was taken back; Infinity where there was none. */
  readonly takenBackAfter: number;
}

/** Requests of a second, each of an entity of its own; and seconds at most. */
const perSecond = 10;
const longest = 3_600;

/**
 * At 1 % each second fails for everyone with this probability. Latency is not guarded: what fails is an error already.
 */
export async function stepWithPauses(rate: number, chance: Chance): Promise<Paused> {
  const place = await openStep({ guards: { latency: 'none' } });
  let failed = Number.POSITIVE_INFINITY;
  let highest = 0;
  try {
    for (let second = 0; second < longest && place.share > 0; second += 1) {
      const fails = chance() < rate;
      if (fails) failed = Math.min(failed, second);
      else if (failed === Number.POSITIVE_INFINITY) highest = place.share;
      const findings = Array.from({ length: perSecond }, (_, i) => found(`s${second}-${i}`, fails));
      const pair: PairedTimes = {
        legacy: { failed: false, total: 0.2 },
        candidate: { failed: fails, total: 0.05 },
      };
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await place.second({ findings, pairs: findings.map(() => pair) });
    }
    return {
      rose: Math.max(highest, place.share) > 0.01,
      takenBackAfter: place.share === 0 ? place.seconds - failed : Number.POSITIVE_INFINITY,
    };
  } finally {
    await place.store.close();
  }
}

import { between, type Chance, lognormal } from '../../demo/chance.js';
import type { PairedTimes } from '../../evidence/tally.js';
import { type Authored, found, openPlace, type Place } from './place.js';

/** Requests of a second, and the customers that they are of. */
const perSecond = 10;
const customers = 60_000;

/** What happens on the way. */
export interface Journey {
  readonly dial: Authored;
  /** From this share on so many of the customers are bad. */
  readonly fault?: { readonly from: number; readonly rate: number };
  /** Virtual days at most. */
  readonly days: number;
}

/** How far it came. */
export interface Arrived {
  /** Hours after which each share was reached, in order. */
  readonly shares: readonly { readonly share: number; readonly hours: number }[];
  /** Seconds from the beginning of the fault until it was taken back; Infinity where it was not. */
  readonly takenBackAfter: number;
  readonly why: string | undefined;
}

/**
 * A route rises by itself, or is taken back, second by second, with everything that decides of it: keeper, ledger,
 * guards, controller, desk, and a store that is written once an hour.
 */
export async function travel({ dial, fault, days }: Journey, chance: Chance): Promise<Arrived> {
  const place = await openPlace({ ...dial, raise: 'auto' });
  const shares: { share: number; hours: number }[] = [];
  let broken = Number.POSITIVE_INFINITY;
  try {
    for (let second = 1; second <= days * 86_400; second += 1) {
      const before = place.share;
      const isBroken = broken < second;
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await oneSecond(place, isBroken ? (fault?.rate ?? 0) : 0, chance);
      // oxlint-disable-next-line no-await-in-loop -- it is written while nothing else happens
      if (second % 3_600 === 0) await place.keeper.save();
      const { share } = place;
      if (share === before) continue;
      shares.push({ share, hours: second / 3_600 });
      if (fault && share >= fault.from) broken = Math.min(broken, second);
      if (share === 0 || share === 1) return told(place, shares, share === 0 ? second - broken : undefined);
    }
    return told(place, shares);
  } finally {
    await place.store.close();
  }
}

const told = (
  { books }: Place,
  shares: Arrived['shares'],
  takenBackAfter = Number.POSITIVE_INFINITY,
): Arrived => ({ shares, takenBackAfter, why: books.dial.rolledBack?.why });

async function oneSecond(place: Place, rate: number, chance: Chance): Promise<void> {
  const asked = Array.from({ length: perSecond }, () => between(chance, 1, customers));
  await place.second({
    // Who is bad is always bad: the first of them, whoever they are.
    findings: asked.map((customer) => found(`c${customer}`, customer <= rate * customers)),
    pairs: asked.map(() => timesOf(chance)),
  });
}

const timesOf = (chance: Chance): PairedTimes => ({
  legacy: { failed: false, total: lognormal(chance, 0.2, 0.5) },
  candidate: { failed: false, total: lognormal(chance, 0.05, 0.5) },
});

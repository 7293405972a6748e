import { between, type Chance } from '../../demo/chance.js';

/** One request that was compared. */
export interface Asked {
  readonly entity: string;
  readonly isBad: boolean;
  /** Since the world began. */
  readonly second: number;
}

/** Tells the next request, for ever. */
export type World = (chance: Chance) => () => Asked;

/** Each request is of an entity of its own, and each is bad with this probability. */
export const independent =
  (rate: number, perSecond: number): World =>
  (chance) => {
    let i = 0;
    return () => ({ entity: `e${(i += 1)}`, isBad: chance() < rate, second: Math.floor(i / perSecond) });
  };

/** Who is bad is always bad, and each entity is asked for so many times in a row: a session. */
export const clustered =
  (rate: number, perSecond: number, times: number): World =>
  (chance) => {
    let i = 0;
    let isBad = false;
    return () => {
      if (i % times === 0) isBad = chance() < rate;
      i += 1;
      return { entity: `e${Math.ceil(i / times)}`, isBad, second: Math.floor(i / perSecond) };
    };
  };

/** All are clean but one, which has this share of the requests; the others by Zipf's law, of which there are many. */
export const hotBad =
  (share: number, perSecond: number, entities: number): World =>
  (chance) => {
    let i = 0;
    return () => {
      i += 1;
      const isBad = chance() < share;
      // Zipf's law with exponent 1: ranks by the inverse of the logarithm.
      const rank = Math.floor((entities + 1) ** chance());
      return { entity: isBad ? 'hot' : `e${rank}`, isBad, second: Math.floor(i / perSecond) };
    };
  };

/** There are so many entities and no more; one of them is bad, and has this share of the requests. */
export const few =
  (entities: number, share: number, perSecond: number): World =>
  (chance) => {
    let i = 0;
    return () => {
      i += 1;
      const isBad = chance() < share;
      const entity = isBad ? 'bad' : `e${between(chance, 2, entities)}`;
      return { entity, isBad, second: Math.floor(i / perSecond) };
    };
  };

/** The candidate stops now and then for a whole second, and fails for everyone: seconds are bad with this probability. */
export const pausing =
  (rate: number, perSecond: number): World =>
  (chance) => {
    let i = 0;
    let paused = -1;
    let isBad = false;
    return () => {
      const second = Math.floor(i / perSecond);
      i += 1;
      if (second !== paused) {
        paused = second;
        isBad = chance() < rate;
      }
      return { entity: `e${i}`, isBad, second };
    };
  };

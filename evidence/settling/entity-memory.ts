import { hash32, hash53 } from './hash.js';

/** Entities remembered at most, over all routes; the one not seen for longest goes first. */
const mostEntities = 50_000;
/** Values remembered of one entity at most, and what else of places that ever differed; what was shown last goes last. */
const mostValues = 159;
const mostOthers = 95;
/** Texts remembered of one place at most: what shows something else at every read makes nothing else forgotten. */
const mostOfPlace = 8;

/** What is remembered of one entity; all of it as hashes. */
export interface Recollection {
  /** What legacy showed of a value's place. */
  readonly values: Remembered;
  /** What was seen at places that ever differed, beside their values. */
  readonly others: Remembered;
}

/** Texts that are remembered for a place. */
export interface Remembered {
  remember(place: string, text: string): void;
  knows(place: string, text: string): boolean;
}

/**
 * What was seen of each entity earlier: hashes of values at places, never the values (design: evidence §2).
 * Tells an answer that holds an old value from one that never was right. Takes some 75 MB when it is full.
 */
export class EntityMemory {
  /** By the entity's hash; the order is by last seen. */
  readonly #entities = new Map<number, Recollection>();
  #eras = 0;

  /** Another era of some route's evidence begins. */
  begin(): number {
    return (this.#eras += 1);
  }

  of(entity: string): Recollection {
    const key = hash53(entity);
    const known = this.#entities.get(key);
    const held = known ?? { values: new Newest(mostValues), others: new Newest(mostOthers) };
    if (known) this.#entities.delete(key);
    this.#entities.set(key, held);
    if (this.#entities.size > mostEntities) this.#forgetOldest();
    return held;
  }

  #forgetOldest(): void {
    const [oldest] = this.#entities.keys();
    if (oldest !== undefined) this.#entities.delete(oldest);
  }
}

/** So many hashes, in the order in which they were remembered last. */
class Newest implements Remembered {
  readonly #hashes: Uint32Array;
  #used = 0;

  constructor(size: number) {
    this.#hashes = new Uint32Array(size);
  }

  remember(place: string, text: string): void {
    const hash = hashOf(place, text);
    const hashes = this.#hashes;
    const known = hashes.lastIndexOf(hash);
    const leaves = known >= 0 ? known : this.#leavingFor(hash);
    if (leaves < 0) this.#used += 1;
    else hashes.copyWithin(leaves, leaves + 1, this.#used);
    hashes[this.#used - 1] = hash;
  }

  knows(place: string, text: string): boolean {
    return this.#hashes.includes(hashOf(place, text));
  }

  /** Where the one stands that goes first: the oldest of a place that has enough, else of all; below 0 while there is room. */
  #leavingFor(hash: number): number {
    let [ofPlace, oldest] = [0, -1];
    for (let at = this.#used - 1; at >= 0; at -= 1) {
      if (isOfSamePlace(this.#hashes[at] ?? 0, hash)) [ofPlace, oldest] = [ofPlace + 1, at];
    }
    if (ofPlace >= mostOfPlace) return oldest;
    return this.#used < this.#hashes.length ? -1 : 0;
  }
}

/** Eight bits of the place, then of place and text. */
const hashOf = (place: string, text: string): number =>
  ((hash32(place) & 0xff000000) | (hash32(`${place} ${text}`) & 0xffffff)) >>> 0;

const isOfSamePlace = (one: number, other: number): boolean => one >>> 24 === other >>> 24;

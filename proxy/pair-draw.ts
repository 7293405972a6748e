import { hash32 } from '../evidence/settling/hash.js';

/** Entities of a route that are told of in one minute at most; beyond, nothing is claimed until it is over. */
export const mostClaims = 100_000;
const minute = 60_000;

/**
 * Which requests tell how both sides did, and which of their two reads is begun first: decided before
 * anything is known of how they go (design: evidence §4, F5: at most one pair per entity per minute).
 */
export class PairDraw {
  #minute = -1;
  /** Of each route the entities that were claimed in this minute, by their hashes: short, whatever clients send. */
  readonly #claimed = new Map<string, Set<number>>();

  constructor(
    /** Milliseconds that never go back. */
    private readonly now: () => number = () => performance.now(),
    private readonly coin: () => boolean = () => Math.random() < 0.5,
  ) {}

  /** Whether this request is the one of its entity and minute that is told of; true at most once for both. */
  claim(route: string, entity: string): boolean {
    const current = Math.floor(this.now() / minute);
    if (current !== this.#minute) {
      this.#minute = current;
      this.#claimed.clear();
    }
    const claimed = this.#claimed.get(route) ?? new Set();
    this.#claimed.set(route, claimed);
    if (claimed.size >= mostClaims) return false;
    const before = claimed.size;
    // Seeded anew: two entities that share a hash, of which one is left out, part again with the minute.
    claimed.add(hash32(entity, current));
    return claimed.size > before;
  }

  /** Whether the shadow's read is begun before the live one: whoever is second waits until the first was sent. */
  shadowFirst(): boolean {
    return this.coin();
  }
}

import type { RouteRule } from '../routing-rules/route-rule.js';
import { affordableShare, type Window } from './affordable-share.js';

/** How often the affordable share is judged, and how soon after one cut the next, in milliseconds. */
const window = 1_000;
const betweenCuts = 100;
const keptDurations = 128;

/**
 * How many shadow reads of a route run at once: a bulkhead, so that one slow side cannot hold them all.
 * A route that asks for more than its places gets a smaller share of its keys read: keys are left out
 * before anything is sent, so that those which stay are still compared every time.
 */
export class ShadowPlaces {
  readonly #routes = new Map<string, Places>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The share of keys, in (0, 1], for which the route has places. */
  affordable(route: RouteRule): number {
    return this.#of(route).affordable(this.now());
  }

  /** Takes a place and returns what gives it back; undefined when the route has none left. */
  take(route: RouteRule): (() => void) | undefined {
    return this.#of(route).take(this.now(), this.now);
  }

  /** By route, how many are taken now; of those that were ever asked for one. */
  get taken(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#routes].map(([name, places]) => [name, places.taken]));
  }

  #of(route: RouteRule): Places {
    const known = this.#routes.get(route.name);
    if (known && known.limit === route.concurrency) return known;
    const places = new Places(route.concurrency);
    this.#routes.set(route.name, places);
    return places;
  }
}

class Places {
  #taken = 0;
  #share = 1;
  #since = -Infinity;
  #lastCut = -Infinity;
  #admitted = 0;
  #refused = 0;
  readonly #durations: number[] = [];
  #nextDuration = 0;

  constructor(readonly limit: number) {}

  get taken(): number {
    return this.#taken;
  }

  affordable(now: number): number {
    if (now - this.#since >= window) this.#judge(now);
    return this.#share;
  }

  take(now: number, clock: () => number): (() => void) | undefined {
    if (this.#taken >= this.limit) {
      this.#refused += 1;
      this.#cut(now);
      return undefined;
    }
    this.#taken += 1;
    this.#admitted += 1;
    return () => {
      this.#taken -= 1;
      this.#durations[this.#nextDuration] = (clock() - now) / 1000;
      this.#nextDuration = (this.#nextDuration + 1) % keptDurations;
    };
  }

  /** At once, and not only with the next judgement: every further refusal is a pair that is dropped. */
  #cut(now: number): void {
    if (now - this.#lastCut < betweenCuts) return;
    this.#lastCut = now;
    this.#share *= 0.75;
  }

  #judge(now: number): void {
    const seen: Window = {
      seconds: (now - this.#since) / 1000,
      admitted: this.#admitted,
      refused: this.#refused,
      durations: this.#durations,
    };
    this.#share = affordableShare(this.#share, this.limit, seen);
    this.#since = now;
    this.#admitted = 0;
    this.#refused = 0;
  }
}

import { lengthOf } from '../evidence/pair-codec.js';
import type { RawPair } from '../evidence/pair.js';
import { hash32, isSampled } from '../evidence/settling/hash.js';
import type { SkipReason } from '../evidence/skip-reason.js';
import { withoutEqualBodies } from './equal-bodies.js';

/** Pairs of a route's equal bodies of which each crosses with one, from the beginning of an edition. */
const firstOnes = 50;
/** What reading a body and learning from it costs beside its length, as bytes. */
const bytesBeside = 4_000;
/** Bytes that all routes together may cost in a second: 1 to 4 % of a core (docs/coverage.md). Those share them that had such a pair in the last minute. */
const bytesPerSecond = 1_000_000;
/** Bytes that each further pair earns: with what it pays for, a route that is far beyond that still shows its fields. */
const bytesPerPair = 32;
/** A sample that cost less than this part of what it may, for so many seconds, becomes larger again. */
const littleUsed = 0.25;
const secondsOfLittle = 60;
/** Seconds for which a route takes its part after its last pair of equal bodies. */
const activeFor = 60;
/** One entity in 65,536. */
const mostLevels = 16;

/** Hands pairs over, each in the smallest form that tells enough; one for which there is no room is shed. */
export function handingOver(offer: (pair: RawPair) => boolean): (pair: RawPair) => SkipReason | undefined {
  const sample = new BodySample(() => performance.now());
  return (pair) => (sample.handOver(pair, offer) ? undefined : 'shed');
}

interface RouteSample {
  edition: number;
  sent: number;
  /** Bytes; below 0 what the last body cost is not earned yet. */
  earned: number;
  /** One entity in 2^level is in the sample. */
  level: number;
  /** The second that it is in, what bodies have cost in it, as bytes, and the last one in which they cost much. */
  second: number;
  cost: number;
  busyAt: number;
  /** Bodies that were brought in it. */
  brought: number;
  /** The last second in which it had a pair of equal bodies. */
  metAt: number;
}

/**
 * Which pairs of equal bodies cross with legacy's all the same: what agrees teaches why others differ, and
 * which fields a route has. All of them while that costs little; then those of every second, fourth … entity,
 * by its hash: who counts entities that differ beside them takes the same ones. Bounded by the number of routes.
 */
export class BodySample {
  readonly #routes = new Map<string, RouteSample>();
  /** Routes that are active, as counted in this second. */
  #active = { second: -1, routes: 1 };

  /** @param now milliseconds that never go back */
  constructor(private readonly now: () => number) {}

  /**
   * Hands a pair over in the smallest form that tells enough.
   * @param offer false when there is no room: then a pair goes without the body that it was to bring
   */
  handOver(pair: RawPair, offer: (pair: RawPair) => boolean): boolean {
    const bare = withoutEqualBodies(pair);
    const legacy = pair.legacy.observation;
    if (bare === pair || legacy.kind !== 'answer' || !legacy.body) return offer(bare);
    const route = this.#sampleOf(pair.route, pair.edition ?? 0);
    if (!this.#brings(route, pair.entity, lengthOf(legacy.body) + bytesBeside)) return offer(bare);
    return offer({ ...bare, legacy: pair.legacy, sampleLevel: route.level }) || offer(bare);
  }

  /** Decided before its cost is known to matter, so that large bodies come up as often as small ones. */
  #brings(route: RouteSample, entity: string, cost: number): boolean {
    if (route.sent < firstOnes) {
      route.sent += 1;
      return true;
    }
    if (isSampled(hash32(entity), route.level) && this.#affords(route)) {
      route.cost += cost;
      route.brought += 1;
      return true;
    }
    route.earned += bytesPerPair;
    if (route.earned < 0) return false;
    route.earned -= cost;
    return true;
  }

  #affords(route: RouteSample): boolean {
    const second = this.#second;
    const allowed = bytesPerSecond / this.#activeIn(second);
    if (second !== route.second) beginSecond(route, second, allowed);
    return route.cost < allowed;
  }

  get #second(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Looked through once a second: with every pair it would cost more than it saves. */
  #activeIn(second: number): number {
    if (this.#active.second !== second) {
      const active = [...this.#routes.values()].filter(({ metAt }) => second - metAt < activeFor);
      this.#active = { second, routes: active.length };
    }
    return this.#active.routes;
  }

  #sampleOf(name: string, edition: number): RouteSample {
    const second = this.#second;
    const known = this.#routes.get(name);
    if (known) known.metAt = second;
    // Another edition may have begun other evidence; what is late of an earlier one begins nothing.
    if (known && known.edition >= edition) return known;
    const times = { second, busyAt: second, metAt: second };
    const made = { edition, sent: 0, earned: 0, level: 0, cost: 0, brought: 0, ...times };
    this.#routes.set(name, made);
    // A route that begins now has its part at once: the others are not to cost what is meant for it.
    if (!known) this.#active = { second: -1, routes: 1 };
    return made;
  }
}

/** A sample that cost too much in the last second is halved; one that costs little for long is doubled. */
function beginSecond(route: RouteSample, second: number, allowed: number): void {
  // One body a second is let pass, however large: halved again and again, the sample of large ones would be none.
  if (route.cost >= allowed && route.brought > 1) route.level = Math.min(mostLevels, route.level + 1);
  if (route.cost > littleUsed * allowed) route.busyAt = second;
  else if (route.level > 0 && second - route.busyAt >= secondsOfLittle) {
    route.level -= 1;
    route.busyAt = second;
  }
  route.second = second;
  route.cost = 0;
  route.brought = 0;
}

import type { SkipReason } from '../evidence/skip-reason.js';
import type { Side, Tally } from '../evidence/tally.js';

/**
 * Counts on the main thread, told as a batch now and then: a request costs a few map look-ups here
 * and nothing of the metrics library. Bounded by the number of routes and reasons, but for durations.
 */
export class TrafficCounter {
  #requests = new Map<string, Counted<{ route: string; servedBy: Side; code: string }>>();
  #durations = new Map<string, { route: string; side: Side; seconds: number[] }>();
  #failures = new Map<string, Counted<{ route: string; side: Side; reason: string }>>();
  #fallbacks = new Map<string, Counted<{ route: string; reason: string }>>();
  #skipped = new Map<string, Counted<{ route: string; reason: SkipReason }>>();
  #empty = true;

  request(route: string, servedBy: Side, status: number | undefined): void {
    const code = status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
    this.#add(this.#requests, `${route} ${servedBy} ${code}`, { route, servedBy, code });
  }

  duration(route: string, side: Side, seconds: number): void {
    const id = `${route} ${side}`;
    const known = this.#durations.get(id) ?? { route, side, seconds: [] };
    // A control thread that is gone must not make this grow: later times are dropped, never a count.
    if (known.seconds.length < maxDurations) known.seconds.push(seconds);
    this.#durations.set(id, known);
    this.#empty = false;
  }

  failure(route: string, side: Side, reason: string): void {
    this.#add(this.#failures, `${route} ${side} ${reason}`, { route, side, reason });
  }

  fallback(route: string, reason: string): void {
    this.#add(this.#fallbacks, `${route} ${reason}`, { route, reason });
  }

  skipped(route: string, reason: SkipReason, count = 1): void {
    this.#add(this.#skipped, `${route} ${reason}`, { route, reason }, count);
  }

  /** What was counted since the last call; undefined when nothing was. */
  take(): Tally | undefined {
    if (this.#empty) return undefined;
    const tally: Tally = {
      requests: [...this.#requests.values()],
      durations: [...this.#durations.values()],
      failures: [...this.#failures.values()],
      fallbacks: [...this.#fallbacks.values()],
      skipped: [...this.#skipped.values()],
    };
    this.#requests = new Map();
    this.#durations = new Map();
    this.#failures = new Map();
    this.#fallbacks = new Map();
    this.#skipped = new Map();
    this.#empty = true;
    return tally;
  }

  #add<T extends object>(counts: Map<string, Counted<T>>, id: string, what: T, count = 1): void {
    const known = counts.get(id);
    if (known) known.count += count;
    else counts.set(id, { ...what, count });
    this.#empty = false;
  }
}

type Counted<T> = T & { count: number };
const maxDurations = 100_000;

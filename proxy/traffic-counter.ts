import type { SkipReason } from '../evidence/skip-reason.js';
import type { DurationExample, PairedTimes, Side, Tally } from '../evidence/tally.js';

/**
 * Counts on the main thread, told as a batch now and then: a request costs a few map look-ups here
 * and nothing of the metrics library. Bounded by the number of routes and reasons, but for durations and pairs.
 */
export class TrafficCounter {
  #requests = new Map<string, Counted<{ route: string; servedBy: Side; code: string }>>();
  #durations = new Map<string, Durations>();
  #failures = new Map<string, Counted<{ route: string; side: Side; reason: string }>>();
  #fallbacks = new Map<string, Counted<{ route: string; reason: string }>>();
  #withoutStickyKey = new Map<string, Counted<{ route: string }>>();
  #skipped = new Map<string, Counted<{ route: string; reason: SkipReason }>>();
  #paired = new Map<string, { route: string; pairs: PairedTimes[] }>();
  #empty = true;

  request(route: string, servedBy: Side, status: number | undefined): void {
    const code = status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
    this.#add(this.#requests, `${route} ${servedBy} ${code}`, { route, servedBy, code });
  }

  /** @param trace asked only of a read that took longer than any since the last call of `take` */
  duration(route: string, side: Side, seconds: number, trace?: { readonly kept: string | undefined }): void {
    const id = `${route} ${side}`;
    const known: Durations = this.#durations.get(id) ?? { route, side, seconds: [] };
    if (trace && seconds > (known.example?.seconds ?? 0)) {
      const { kept } = trace;
      if (kept !== undefined) known.example = { trace: kept, seconds };
    }
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

  withoutStickyKey(route: string, count = 1): void {
    this.#add(this.#withoutStickyKey, route, { route }, count);
  }

  skipped(route: string, reason: SkipReason, count = 1): void {
    this.#add(this.#skipped, `${route} ${reason}`, { route, reason }, count);
  }

  paired(route: string, pair: PairedTimes): void {
    const known = this.#paired.get(route) ?? { route, pairs: [] };
    if (known.pairs.length < maxPairs) known.pairs.push(pair);
    this.#paired.set(route, known);
    this.#empty = false;
  }

  /** Adds what was counted elsewhere, or told to somebody who is gone. */
  add(tally: Tally): void {
    for (const { count, ...what } of tally.requests)
      this.#add(this.#requests, `${what.route} ${what.servedBy} ${what.code}`, what, count);
    for (const { route, side, seconds, example } of tally.durations) {
      for (const second of seconds) this.duration(route, side, second);
      if (example) this.#exemplify(route, side, example);
    }
    for (const { count, ...what } of tally.failures)
      this.#add(this.#failures, `${what.route} ${what.side} ${what.reason}`, what, count);
    for (const { count, ...what } of tally.fallbacks)
      this.#add(this.#fallbacks, `${what.route} ${what.reason}`, what, count);
    for (const { route, count } of tally.withoutStickyKey) this.withoutStickyKey(route, count);
    for (const { route, reason, count } of tally.skipped) this.skipped(route, reason, count);
    for (const { route, pairs } of tally.paired) for (const pair of pairs) this.paired(route, pair);
  }

  /** What was counted since the last call; undefined when nothing was. */
  take(): Tally | undefined {
    if (this.#empty) return undefined;
    const tally: Tally = {
      requests: [...this.#requests.values()],
      durations: [...this.#durations.values()],
      failures: [...this.#failures.values()],
      fallbacks: [...this.#fallbacks.values()],
      withoutStickyKey: [...this.#withoutStickyKey.values()],
      skipped: [...this.#skipped.values()],
      paired: [...this.#paired.values()],
    };
    this.#requests = new Map();
    this.#durations = new Map();
    this.#failures = new Map();
    this.#fallbacks = new Map();
    this.#withoutStickyKey = new Map();
    this.#skipped = new Map();
    this.#paired = new Map();
    this.#empty = true;
    return tally;
  }

  #exemplify(route: string, side: Side, example: DurationExample): void {
    const known = this.#durations.get(`${route} ${side}`);
    if (known && example.seconds > (known.example?.seconds ?? 0)) known.example = example;
  }

  #add<T extends object>(counts: Map<string, Counted<T>>, id: string, what: T, count = 1): void {
    const known = counts.get(id);
    if (known) known.count += count;
    else counts.set(id, { ...what, count });
    this.#empty = false;
  }
}

/** One tally that says what two of one edition said. */
export function joinTallies(a: Tally, b: Tally): Tally {
  const both = new TrafficCounter();
  both.add(a);
  both.add(b);
  return { ...(both.take() ?? a), edition: a.edition };
}

type Counted<T> = T & { count: number };
interface Durations {
  readonly route: string;
  readonly side: Side;
  readonly seconds: number[];
  example?: DurationExample;
}
const maxDurations = 100_000;
const maxPairs = 20_000;

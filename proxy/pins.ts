/** Sticky keys of one route that are pinned at once, at most; then those go first that would end first. */
export const mostPins = 100_000;
/** Ended pins that are dropped at each look, so that none of them takes long. */
const droppedAtOnce = 8;

/**
 * Who has written is answered by legacy for a while, so that they read what they wrote (design: evidence §5,
 * After a write). Keys are kept as their places on the dial, {@link stickyPosition} with the route's salt: numbers,
 * which tell nobody. Of this process alone: another Banyan beside it knows nothing of them.
 */
export class Pins {
  readonly #routes = new Map<string, RoutePins>();

  constructor(
    /** Milliseconds that never go back. */
    private readonly now: () => number = () => performance.now(),
    private readonly most: number = mostPins,
  ) {}

  /**
   * From now on the key that stands there is pinned for so many milliseconds, or longer if it was already.
   * @param position in [0, 1)
   */
  pin(route: string, position: number, milliseconds: number): void {
    const pins = this.#routes.get(route) ?? new RoutePins(this.most);
    this.#routes.set(route, pins);
    pins.add(position, milliseconds, this.now());
  }

  /** Whether the key is pinned. @param position asked for where anybody of the route is: it costs a hash */
  isPinned(route: string, position: () => number): boolean {
    const pins = this.#routes.get(route);
    if (!pins) return false;
    const now = this.now();
    pins.dropEnded(now);
    return pins.size > 0 && pins.has(position(), now);
  }

  /** How many keys of a route are kept; ended ones among them go with the next looks. */
  size(route: string): number {
    return this.#routes.get(route)?.size ?? 0;
  }
}

/** By how long they last, so that each series ends in the order in which it began: a reload may change the pin. */
class RoutePins {
  readonly #series = new Map<number, Series>();

  constructor(private readonly most: number) {}

  get size(): number {
    let size = 0;
    for (const series of this.#series.values()) size += series.ends.size;
    return size;
  }

  has(position: number, now: number): boolean {
    for (const { ends } of this.#series.values()) if ((ends.get(position) ?? 0) > now) return true;
    return false;
  }

  add(position: number, milliseconds: number, now: number): void {
    this.dropEnded(now);
    const end = now + milliseconds;
    for (const { ends } of this.#series.values()) {
      if ((ends.get(position) ?? 0) > end) return;
      // Put in anew, at the end of its series.
      ends.delete(position);
    }
    if (this.size >= this.most) this.#dropFirst();
    const series = this.#series.get(milliseconds) ?? new Series();
    this.#series.set(milliseconds, series);
    series.ends.set(position, end);
  }

  dropEnded(now: number): void {
    for (const [milliseconds, series] of this.#series) {
      for (let left = droppedAtOnce; left > 0; left -= 1) {
        const first = series.first();
        if (!first || first.end > now) break;
        series.ends.delete(first.position);
      }
      if (series.ends.size === 0) this.#series.delete(milliseconds);
    }
  }

  #dropFirst(): void {
    const all = [...this.#series.values()].map((series) => ({
      series,
      end: series.first()?.end ?? Infinity,
    }));
    const { series } = all.reduce((one, other) => (other.end < one.end ? other : one));
    const first = series.first();
    if (first) series.ends.delete(first.position);
  }
}

/** Pins that last equally long, in the order in which they end. */
class Series {
  /** Position → when its pin ends; whose pin begins anew goes to the end. */
  readonly ends = new Map<number, number>();
  /** Goes through them once: to begin at the front each time would pass all that were taken out there. */
  #further = this.ends.entries();
  #first: { readonly position: number; readonly end: number } | undefined;

  /** The pin that ends first; undefined when there is none. */
  first(): { readonly position: number; readonly end: number } | undefined {
    while (!this.#first || this.ends.get(this.#first.position) !== this.#first.end) {
      const next = this.#further.next();
      if (next.done) {
        // All were passed and are gone; who is done once stays so.
        this.#further = this.ends.entries();
        this.#first = undefined;
        return undefined;
      }
      const [position, end] = next.value;
      this.#first = { position, end };
    }
    return this.#first;
  }
}

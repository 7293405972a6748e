import type { RouteRule } from '../routing-rules/route-rule.js';

/** How many shadow reads of a route run at once: a bulkhead, so that one slow side cannot hold them all. */
export class ShadowSlots {
  readonly #taken = new Map<string, number>();

  constructor(private readonly pressure: { readonly isHigh: boolean } = { isHigh: false }) {}

  /** Takes a place and returns what gives it back; undefined when the route has none left, or live requests need all there is. */
  take(route: RouteRule): (() => void) | undefined {
    if (this.pressure.isHigh) return undefined;
    const taken = this.#taken.get(route.name) ?? 0;
    if (taken >= route.concurrency) return undefined;
    this.#taken.set(route.name, taken + 1);
    return () => {
      this.#taken.set(route.name, (this.#taken.get(route.name) ?? 1) - 1);
    };
  }
}

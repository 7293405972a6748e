import type { RouteLedger } from './route-ledger.js';
import type { EvidenceId } from './store/evidence-store.js';

/** Ended editions that are remembered though what they began goes on being counted where it was. */
const mostGoingOn = 64;

/**
 * Ledgers of editions that serve no new request, until the last of what they began is told: what is
 * told late belongs to the evidence under which it began.
 */
export class EarlierLedgers {
  readonly #editions = new Map<number, ReadonlyMap<string, RouteLedger>>();
  readonly #ended = new Set<number>();
  /** Editions of which a route left something, and that still serve. */
  readonly #serving = new Set<number>();

  /** Another edition took over from this one; what a route of it left before belongs where it was left. */
  keep(edition: number, ledgers: ReadonlyMap<string, RouteLedger>): void {
    this.#serving.delete(edition);
    this.#editions.set(edition, new Map([...ledgers, ...(this.#editions.get(edition) ?? [])]));
  }

  /** A route's evidence begins anew while this edition serves: what the edition still tells of it belongs here. */
  leave(edition: number, route: string, ledger: RouteLedger): void {
    const left = this.#editions.get(edition);
    this.#serving.add(edition);
    if (!left?.has(route)) this.#editions.set(edition, new Map([...(left ?? []), [route, ledger]]));
  }

  /** Every request of this edition has been told; pairs may still be with the analyst. */
  ended(edition: number): void {
    this.#ended.add(edition);
  }

  /** The ledger of a route in an earlier edition. */
  of(route: string, edition: number | undefined): RouteLedger | undefined {
    return edition === undefined ? undefined : this.#editions.get(edition)?.get(route);
  }

  /** The ledger of this evidence, if it is still in use: the store may not have all of it yet. */
  find({ route, evidenceKey }: EvidenceId): RouteLedger | undefined {
    return this.all().find(({ id }) => id.route === route && id.evidenceKey === evidenceKey);
  }

  all(): readonly RouteLedger[] {
    return [...new Set([...this.#editions.values()].flatMap((ledgers) => [...ledgers.values()]))];
  }

  /**
   * Lets go of what ended editions have answered for and saved. Evidence that is in use may never be at rest: of
   * editions that owe to such alone, the newest are remembered, for a pair that is told late.
   */
  forgetSettled(inUse: ReadonlySet<RouteLedger>): void {
    const goingOn: number[] = [];
    for (const edition of this.#ended) {
      const ledgers = this.#editions.get(edition);
      // Its end may be told before the edition that takes over from it.
      if (!ledgers || this.#serving.has(edition)) continue;
      const open = new Map([...ledgers].filter(([, ledger]) => !ledger.isSettled));
      this.#editions.set(edition, open);
      if (open.size === 0) this.#forget(edition);
      else if ([...open.values()].every((ledger) => inUse.has(ledger))) goingOn.push(edition);
    }
    for (const edition of goingOn.slice(0, -mostGoingOn)) this.#forget(edition);
  }

  #forget(edition: number): void {
    this.#editions.delete(edition);
    this.#ended.delete(edition);
  }
}

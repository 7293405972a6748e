import { createHash } from 'node:crypto';
import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { positionAsked } from '../routing-rules/turn-dial.js';
import { canonical } from './audit-chain.js';
import { LatencyBook } from './latency-book.js';
import { RouteLedger } from './route-ledger.js';
import type { AuditEntry, Scorecard } from './scorecard.js';
import { scorecardOf } from './scorecard-of.js';
import type { EvidenceStore } from './store/evidence-store.js';
import type { Counted, Finding, Tally } from './tally.js';

/** A route as evidence knows it: its rule, and what else of its configuration makes other evidence. */
export interface KeptRoute {
  readonly rule: RouteRule;
  /** Rules for comparing and redacting, as authored; they are part of the evidence key. */
  readonly compare: unknown;
}

/** One route's books. */
export interface RouteBooks {
  readonly rule: RouteRule;
  readonly ledger: RouteLedger;
  readonly latency: LatencyBook;
  dial: Dial;
  lastChange: AuditEntry | null;
}

/** Keeps the books of every route: counts what is told, saves it, and tells it as scorecards. */
export class Keeper implements Counted {
  #saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly books: ReadonlyMap<string, RouteBooks>,
    private readonly store: EvidenceStore,
  ) {}

  /** Opens the books where an earlier process left them; a new route starts where its rule says. */
  static async open(routes: readonly KeptRoute[], store: EvidenceStore, now: () => Date): Promise<Keeper> {
    const books = new Map<string, RouteBooks>();
    for (const route of routes) books.set(route.rule.name, await openBooks(route, store, now));
    return new Keeper(books, store);
  }

  traffic(tally: Tally): void {
    for (const { route, count } of tally.requests) this.books.get(route)?.ledger.countRequests(count);
    for (const { route, reason, count } of tally.skipped) this.books.get(route)?.ledger.skip(reason, count);
    for (const { route, side, seconds } of tally.durations)
      this.books.get(route)?.latency.record(side, seconds);
  }

  finding(finding: Finding): void {
    this.books.get(finding.route)?.ledger.record(finding);
  }

  of(route: string): RouteBooks | undefined {
    return this.books.get(route);
  }

  scorecards(): readonly Scorecard[] {
    return [...this.books.values()].map(scorecardOf);
  }

  /** Dials of all routes, as the data plane needs them. */
  dials(): Readonly<Record<string, Dial>> {
    return Object.fromEntries([...this.books].map(([name, { dial }]) => [name, dial]));
  }

  /** Writes what changed since the last save, in one transaction; what could not be written stays due. */
  save(): Promise<void> {
    // One after the other: a slow disk must not have two transactions at once.
    this.#saving = this.#saving.then(
      () => this.#save(),
      () => this.#save(),
    );
    return this.#saving;
  }

  async #save(): Promise<void> {
    const taken = [...this.books.values()].flatMap(({ ledger }) => {
      const change = ledger.takeChange();
      return change ? [{ ledger, change }] : [];
    });
    try {
      await this.store.saveEvidence(taken.map(({ change }) => change));
    } catch (error) {
      for (const { ledger, change } of taken) ledger.putBack(change);
      throw error;
    }
  }
}

async function openBooks(route: KeptRoute, store: EvidenceStore, now: () => Date): Promise<RouteBooks> {
  const { rule } = route;
  const id = { route: rule.name, evidenceKey: evidenceKeyOf(route) };
  const ledger = new RouteLedger(id, now);
  const saved = await store.loadEvidence(id);
  if (saved) ledger.resume(saved);
  const [lastChange = null] = await store.audit({ route: rule.name, limit: 1 });
  return { rule, ledger, latency: new LatencyBook(), dial: await openDial(rule, store), lastChange };
}

/** The dial in the store outranks the configuration, which only seeds a new route. */
async function openDial(rule: RouteRule, store: EvidenceStore): Promise<Dial> {
  const kept = await store.loadDial(rule.name);
  if (kept) return rule.candidate ? kept : { ...kept, stage: 'observe', share: 0 };
  const seed = seedDial(rule);
  await store.writeDial(rule.name, undefined, seed, undefined);
  return seed;
}

/** Where a new route begins: as its rule says, in shadow if it does not, observed without a candidate. */
export function seedDial(rule: RouteRule): Dial {
  const { stage, share } = rule.start;
  const shadow = { stage: 'shadow' as const, share: 0 };
  const asked = stage === undefined && share === undefined ? shadow : positionAsked(stage, share);
  const begins = typeof asked === 'string' ? shadow : asked;
  const position = rule.candidate ? begins : { stage: 'observe' as const, share: 0 };
  return { ...position, revision: 0, held: false, forced: false };
}

/** Evidence counts under one key: everything of the route but how its dial is turned (design: evidence §3). */
function evidenceKeyOf({ rule, compare }: KeptRoute): string {
  const { plan: _, start: __, ...proven } = rule;
  return createHash('sha256')
    .update(canonical({ ...proven, compare }))
    .digest('hex')
    .slice(0, 16);
}

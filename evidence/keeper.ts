import { createHash } from 'node:crypto';
import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { positionAsked } from '../routing-rules/turn-dial.js';
import { canonical } from './audit-chain.js';
import { EarlierLedgers } from './earlier-ledgers.js';
import { LatencyBook } from './latency-book.js';
import { RouteLedger } from './route-ledger.js';
import type { AuditEntry, Scorecard } from './scorecard.js';
import { scorecardOf } from './scorecard-of.js';
import type { EvidenceId, EvidenceStore } from './store/evidence-store.js';
import type { Counted, Finding, Tally } from './tally.js';

/** A route as evidence knows it: its rule, and what else of its configuration makes other evidence. */
export interface KeptRoute {
  readonly rule: RouteRule;
  /** Rules for comparing and redacting, as authored; they are part of the evidence key. */
  readonly compare: unknown;
}

/** One route's books. */
export interface RouteBooks {
  rule: RouteRule;
  ledger: RouteLedger;
  readonly latency: LatencyBook;
  dial: Dial;
  lastChange: AuditEntry | null;
}

/** Keeps the books of every route: counts what is told, saves it, and tells it as scorecards. */
export class Keeper implements Counted {
  #saving: Promise<void> = Promise.resolve();
  #books: ReadonlyMap<string, RouteBooks>;
  readonly #earlier = new EarlierLedgers();
  /** Told of editions whose books are not open yet: the analyst's line may be faster than the news of them. */
  #early: (() => void)[] = [];
  /** Ledgers whose saved part could not be read. */
  readonly #unreadable = new WeakSet<RouteLedger>();

  private constructor(
    books: readonly RouteBooks[],
    private edition: number,
    private readonly store: EvidenceStore,
    private readonly now: () => Date,
  ) {
    this.#books = byName(books);
  }

  /** Opens the books where an earlier process left them; a new route starts where its rule says. */
  static async open(
    routes: readonly KeptRoute[],
    store: EvidenceStore,
    now: () => Date,
    edition = 1,
  ): Promise<Keeper> {
    const books: RouteBooks[] = [];
    for (const route of routes) {
      const ledger = await openLedger(evidenceIdOf(route), store, now);
      books.push(await openBooks(route.rule, ledger, store));
    }
    return new Keeper(books, edition, store, now);
  }

  /**
   * Keeps the books of another edition's routes from now on. Books whose evidence key is as it was go on;
   * those of a route that is gone or compared otherwise are kept until their last requests are told, and
   * stay in the store.
   * What is told of it meanwhile waits. An edition whose books are open already changes nothing.
   * @returns why, by route, for those whose books could not be read: they begin empty and are not saved
   */
  async reopen(routes: readonly KeptRoute[], edition: number): Promise<ReadonlyMap<string, unknown>> {
    const unread = new Map<string, unknown>();
    if (edition <= this.edition) return unread;
    const opened: { books: RouteBooks; change: Partial<RouteBooks> }[] = [];
    for (const route of routes) {
      const known = this.#books.get(route.rule.name);
      try {
        opened.push(await this.#reopen(route, known));
      } catch (error) {
        unread.set(route.rule.name, error);
        opened.push(this.#unread(route, known));
      }
    }
    this.#earlier.keep(this.edition, new Map([...this.#books].map(([name, { ledger }]) => [name, ledger])));
    // Books that go on are the same object: a dial that is being turned meanwhile is turned in them.
    this.#books = byName(opened.map(({ books, change }) => Object.assign(books, change)));
    this.edition = edition;
    const early = this.#early;
    this.#early = [];
    for (const count of early) count();
    return unread;
  }

  /** Every request of this edition has been told. */
  ended(edition: number): void {
    this.#earlier.ended(edition);
  }

  traffic(tally: Tally): void {
    const { edition } = tally;
    if (this.#isEarly(edition, () => this.traffic(tally))) return;
    for (const { route, count } of tally.requests) this.#ledger(route, edition)?.countRequests(count);
    for (const { route, reason, count } of tally.skipped) this.#ledger(route, edition)?.skip(reason, count);
    for (const { route, side, seconds } of tally.durations)
      this.#books.get(route)?.latency.record(side, seconds);
  }

  finding(finding: Finding): void {
    if (this.#isEarly(finding.edition, () => this.finding(finding))) return;
    this.#ledger(finding.route, finding.edition)?.record(finding);
  }

  of(route: string): RouteBooks | undefined {
    return this.#books.get(route);
  }

  scorecards(): readonly Scorecard[] {
    return [...this.#books.values()].map(scorecardOf);
  }

  /** Dials of all routes, as the data plane needs them. */
  dials(): Readonly<Record<string, Dial>> {
    return Object.fromEntries([...this.#books].map(([name, { dial }]) => [name, dial]));
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
    const inUse = new Set([...this.#books.values()].map(({ ledger }) => ledger));
    const taken = [...new Set([...inUse, ...this.#earlier.all()])].flatMap((ledger) => {
      const change = this.#unreadable.has(ledger) ? undefined : ledger.takeChange();
      return change ? [{ ledger, change }] : [];
    });
    try {
      await this.store.saveEvidence(taken.map(({ change }) => change));
    } catch (error) {
      for (const { ledger, change } of taken) ledger.putBack(change);
      throw error;
    }
    this.#earlier.forgetSettled(inUse);
  }

  #isEarly(edition = 0, count: () => void): boolean {
    if (edition <= this.edition) return false;
    this.#early.push(count);
    return true;
  }

  #ledger(route: string, edition: number | undefined): RouteLedger | undefined {
    return this.#earlier.of(route, edition) ?? this.#books.get(route)?.ledger;
  }

  async #reopen(
    route: KeptRoute,
    known: RouteBooks | undefined,
  ): Promise<{ books: RouteBooks; change: Partial<RouteBooks> }> {
    const { rule } = route;
    const id = evidenceIdOf(route);
    const goesOn = known?.ledger.id.evidenceKey === id.evidenceKey ? known.ledger : this.#earlier.find(id);
    const ledger = goesOn ?? (await openLedger(id, this.store, this.now));
    if (!known) return { books: await openBooks(rule, ledger, this.store), change: {} };
    const observedAsBefore = (known.rule.candidate === null) === (rule.candidate === null);
    const dial = observedAsBefore ? {} : { dial: await openDial(rule, this.store) };
    return { books: known, change: { rule, ledger, ...dial } };
  }

  /** What cannot be read is not written over; a dial that may have been rolled back sends nobody to the candidate. */
  #unread(
    route: KeptRoute,
    known: RouteBooks | undefined,
  ): { books: RouteBooks; change: Partial<RouteBooks> } {
    const { rule } = route;
    const ledger = new RouteLedger(evidenceIdOf(route), this.now);
    this.#unreadable.add(ledger);
    const dial = seedDial({ ...rule, start: {} });
    const books = known ?? { rule, ledger, latency: new LatencyBook(), dial, lastChange: null };
    const change = known && rule.candidate ? { rule, ledger } : { rule, ledger, dial };
    return { books, change };
  }
}

const byName = (books: readonly RouteBooks[]): ReadonlyMap<string, RouteBooks> =>
  new Map(books.map((one) => [one.rule.name, one]));

async function openBooks(rule: RouteRule, ledger: RouteLedger, store: EvidenceStore): Promise<RouteBooks> {
  const [lastChange = null] = await store.audit({ route: rule.name, limit: 1 });
  return { rule, ledger, latency: new LatencyBook(), dial: await openDial(rule, store), lastChange };
}

async function openLedger(id: EvidenceId, store: EvidenceStore, now: () => Date): Promise<RouteLedger> {
  const ledger = new RouteLedger(id, now);
  const saved = await store.loadEvidence(id);
  if (saved) ledger.resume(saved);
  return ledger;
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
function evidenceIdOf({ rule, compare }: KeptRoute): EvidenceId {
  const { plan: _, start: __, ...proven } = rule;
  const evidenceKey = createHash('sha256')
    .update(canonical({ ...proven, compare }))
    .digest('hex')
    .slice(0, 16);
  return { route: rule.name, evidenceKey };
}

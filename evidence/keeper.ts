import { createHash } from 'node:crypto';
import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { canonical } from './audit-chain.js';
import { LatencyBook } from './latency-book.js';
import { type RouteBooks, seedDial } from './route-books.js';
import { RouteLedger } from './route-ledger.js';
import type { Scorecard } from './scorecard.js';
import { scorecardOf } from './scorecard-of.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { takeUp } from './take-up.js';
import type { Counted, Finding, Tally } from './tally.js';

/** A route as evidence knows it: its rule, and what else of its configuration makes other evidence. */
export interface KeptRoute {
  readonly rule: RouteRule;
  /** Rules for comparing and redacting, as authored; they are part of the evidence key. */
  readonly compare: unknown;
}

/** Keeps the books of every route: counts what is told, saves it, and tells it as scorecards. */
export class Keeper implements Counted {
  #saving: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly books: ReadonlyMap<string, RouteBooks>,
    private readonly store: EvidenceStore,
  ) {}

  /**
   * Opens the books where an earlier process left them; a new route starts where its rule says. A store
   * that cannot be used keeps nobody from counting: its part is taken up when it can.
   * @param last the dials as they were last known, for a store that cannot be read
   * @param resumes what the store has was written by this process, whose open pairs are still to be told of
   */
  static async open(
    routes: readonly KeptRoute[],
    store: EvidenceStore,
    now: () => Date,
    last: Readonly<Record<string, Dial>> = {},
    resumes = false,
  ): Promise<Keeper> {
    const books = new Map<string, RouteBooks>();
    for (const route of routes)
      books.set(route.rule.name, await openBooks(route, store, now, last[route.rule.name], resumes));
    return new Keeper(books, store);
  }

  all(): Iterable<RouteBooks> {
    return this.books.values();
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

  /** Those dials that somebody left there: what to keep for the day when the store cannot be read. */
  knownDials(): Readonly<Record<string, Dial>> {
    return Object.fromEntries(
      [...this.books].flatMap(([name, { dial, dialKnown }]) => (dialKnown ? [[name, dial]] : [])),
    );
  }

  /**
   * Writes what changed since the last save, in one transaction; what could not be written stays due.
   * @param note asked at the moment whose changes are written
   * @returns the note, once they are written
   */
  save<Note = undefined>(note?: () => Note): Promise<Note | undefined> {
    // One after the other: a slow disk must not have two transactions at once.
    const saving = this.#saving.then(() => this.#save(note));
    this.#saving = saving.catch(() => undefined);
    return saving;
  }

  async #save<Note>(note?: () => Note): Promise<Note | undefined> {
    const noted = note?.();
    const taken = [...this.books.values()].flatMap(({ ledger }) => {
      const change = ledger.takeChange();
      return change ? [{ ledger, change }] : [];
    });
    try {
      await this.store.saveEvidence(taken.map(({ change }) => change));
      return noted;
    } catch (error) {
      for (const { ledger, change } of taken) ledger.putBack(change);
      throw error;
    }
  }
}

async function openBooks(
  route: KeptRoute,
  store: EvidenceStore,
  now: () => Date,
  last: Dial | undefined,
  resumes: boolean,
): Promise<RouteBooks> {
  const { rule } = route;
  const books: RouteBooks = {
    rule,
    ledger: new RouteLedger({ route: rule.name, evidenceKey: evidenceKeyOf(route) }, now),
    latency: new LatencyBook(),
    dial: last ?? { ...seedDial(rule), stage: rule.candidate ? 'shadow' : 'observe', share: 0 },
    dialKnown: last !== undefined,
    lastChange: null,
    unwritten: null,
    takenUp: false,
    resumes,
  };
  await takeUp(books, store, now).catch(() => undefined);
  return books;
}

/** Evidence counts under one key: everything of the route but how its dial is turned (design: evidence §3). */
function evidenceKeyOf({ rule, compare }: KeptRoute): string {
  const { plan: _, start: __, ...proven } = rule;
  return createHash('sha256')
    .update(canonical({ ...proven, compare }))
    .digest('hex')
    .slice(0, 16);
}

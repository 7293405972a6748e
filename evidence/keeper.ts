import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { EarlierLedgers } from './earlier-ledgers.js';
import type { NewField } from './field-book.js';
import { awaitsVersion, type EvidenceParts, evidenceIdOf, withVersions } from './evidence-key.js';
import { LatencyBook } from './latency-book.js';
import { type RouteBooks, seedDial, setDial } from './route-books.js';
import { StandingTime } from './standing-time.js';
import { RouteLedger } from './route-ledger.js';
import type { Scorecard, VersionsFrom } from './scorecard.js';
import { scorecardOf } from './scorecard-of.js';
import type { SideVersions } from './side-versions.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { takeUp, takeUpEvidence } from './take-up.js';
import type { Counted, Finding, Tally } from './tally.js';

/** A route as evidence knows it: its rule, and what else makes other evidence. */
export interface KeptRoute extends EvidenceParts {
  /** Where each side's version comes from, for people. */
  readonly versionsFrom?: VersionsFrom;
}

/** What is known when books are opened, beside what the store has. */
export interface Known {
  /** The dials as they were last known, for a store that cannot be read. */
  readonly last?: Readonly<Record<string, Dial>>;
  /** What the store has was written by this process, whose open pairs are still to be told of. */
  readonly resumes?: boolean;
  /** The edition serves no more: what it knew of versions is no news. */
  readonly isOver?: boolean;
}

/** Keeps the books of every route: counts what is told, saves it, and tells it as scorecards. */
export class Keeper implements Counted {
  #saving: Promise<unknown> = Promise.resolve();
  #edition = 0;
  #books: ReadonlyMap<string, RouteBooks> = new Map();
  /** Books of routes that are gone, while the store is still to be told of their dial. */
  #removed: ReadonlyMap<string, RouteBooks> = new Map();
  readonly #earlier = new EarlierLedgers();
  /** By suspect, where its pair is counted as settling: its class belongs there, whatever was reloaded meanwhile. */
  readonly #settling = new Map<string, RouteLedger>();
  /** Told of editions whose books are not open yet: the analyst's line may be faster than the news of them. */
  #early: (() => void)[] = [];

  private constructor(
    private readonly store: EvidenceStore,
    private readonly now: () => Date,
  ) {}

  /** Opens the books where an earlier process left them; a new route starts where its rule says. */
  static async open(
    routes: readonly KeptRoute[],
    store: EvidenceStore,
    now: () => Date,
    { edition = 1, ...known }: Known & { readonly edition?: number } = {},
  ): Promise<Keeper> {
    const keeper = new Keeper(store, now);
    await keeper.reopen(routes, edition, known);
    return keeper;
  }

  /**
   * Keeps the books of another edition's routes from now on. Books whose evidence key is as it was go on;
   * those of a route that is gone or compared otherwise are kept until their last requests are told, and
   * stay in the store. What is told of it meanwhile waits. An edition whose books are open already changes
   * nothing. A store that cannot be used keeps nobody from counting: its part is taken up when it can.
   *
   * Dials must not be turned meanwhile.
   * @returns the routes whose evidence is another one now
   */
  async reopen(
    routes: readonly KeptRoute[],
    edition: number,
    known: Known = {},
  ): Promise<readonly OtherEvidence[]> {
    if (edition <= this.#edition) return [];
    const before = new Map([...this.#removed, ...this.#books]);
    const books = new Map<string, RouteBooks>();
    for (const route of routes)
      books.set(route.rule.name, await this.#openBooks(route, before.get(route.rule.name), known));
    if (this.#edition > 0)
      this.#earlier.keep(
        this.#edition,
        new Map([...this.#books].map(([name, { ledger }]) => [name, ledger])),
      );
    this.#books = books;
    this.#removed = new Map([...before].filter(([name, { unwritten }]) => unwritten && !books.has(name)));
    this.#edition = edition;
    const early = this.#early;
    this.#early = [];
    for (const count of early) count();
    return [...books].flatMap(([route, { ledger }]) => {
      const was = before.get(route)?.ledger;
      if (!was || was.id.evidenceKey === ledger.id.evidenceKey) return [];
      return { route, attempt: ledger.attempt, compared: ledger.outcomes.compared };
    });
  }

  /** Every request of this edition has been told. */
  ended(edition: number): void {
    this.#earlier.ended(edition);
  }

  /** The edition whose books are kept. */
  get edition(): number {
    return this.#edition;
  }

  /** All books of which the store may have news, or is to be told some. */
  all(): Iterable<RouteBooks> {
    return [...this.#books.values(), ...this.#removed.values()];
  }

  /** Books of routes that serve. */
  watched(): Iterable<RouteBooks> {
    return this.#books.values();
  }

  /** Evidence that serves no new request, but is not all told and saved. */
  earlier(): readonly RouteLedger[] {
    const inUse = this.#inUse();
    return this.#earlier.all().filter((ledger) => !inUse.has(ledger));
  }

  /** Whether what the store has of all evidence is in these books, and each lowering in the store. */
  get takenUp(): boolean {
    if ([...this.all()].some(({ unwritten }) => unwritten !== null)) return false;
    return [...this.#inUse(), ...this.#earlier.all()].every(
      (ledger) => ledger.takenUp || awaitsVersion(ledger.id),
    );
  }

  traffic(tally: Tally): void {
    const { edition } = tally;
    if (this.#isEarly(edition, () => this.traffic(tally))) return;
    for (const { route, count } of tally.requests) this.#ledger(route, edition)?.countRequests(count);
    for (const { route, reason, count } of tally.skipped) this.#ledger(route, edition)?.skip(reason, count);
    for (const { route, side, seconds } of tally.durations)
      this.#books.get(route)?.latency.record(side, seconds);
    for (const { route, pairs } of tally.paired) this.#ledger(route, edition)?.time(pairs);
  }

  finding(finding: Finding): void {
    if (this.#isEarly(finding.edition, () => this.finding(finding))) return;
    this.#ledgerFor(finding)?.record(finding);
  }

  /** Fingerprints that are new to their route; each is told once. */
  takeNews(): readonly (NewField & { readonly route: string })[] {
    return [...this.#books].flatMap(([route, { ledger }]) =>
      ledger.takeNews().map((field) => ({ route, ...field })),
    );
  }

  of(route: string): RouteBooks | undefined {
    return this.#books.get(route);
  }

  scorecards(): readonly Scorecard[] {
    const now = this.now();
    return [...this.#books.values()].map((books) => scorecardOf(books, now));
  }

  /** Dials of all routes, as the data plane needs them. */
  dials(): Readonly<Record<string, Dial>> {
    return Object.fromEntries([...this.#books].map(([name, { dial }]) => [name, dial]));
  }

  /** Those dials that somebody left there: what to keep for the day when the store cannot be read. */
  knownDials(): Readonly<Record<string, Dial>> {
    return Object.fromEntries(
      [...this.all()].flatMap(({ rule, dial, dialKnown }) => (dialKnown ? [[rule.name, dial]] : [])),
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
    const taken = [...this.#inUse(), ...this.earlier()].flatMap((ledger) => {
      const change = ledger.takenUp ? ledger.takeChange() : undefined;
      return change ? [{ ledger, change }] : [];
    });
    const standings = [...this.#books.values()].flatMap((books) => {
      const change = books.standing.takeChange();
      return change ? [{ books, change }] : [];
    });
    try {
      await this.store.saveEvidence(
        taken.map(({ change }) => change),
        Object.fromEntries(standings.map(({ books, change }) => [books.rule.name, change])),
      );
    } catch (error) {
      for (const { ledger, change } of taken) ledger.putBack(change);
      for (const { books } of standings) books.standing.putBack();
      throw error;
    }
    await this.#readAttempts(new Set(taken.map(({ change }) => change.route)));
    this.#earlier.forgetSettled(this.#inUse());
    return noted;
  }

  /** What was saved of evidence, also of an earlier edition's, may have spent an attempt. */
  async #readAttempts(routes: ReadonlySet<string>): Promise<void> {
    try {
      for (const ledger of this.#inUse())
        if (ledger.takenUp && routes.has(ledger.id.route))
          ledger.attempt = await this.store.attemptOf(ledger.id);
    } catch {
      // It was saved all the same; the store knows that it cannot be read, and the next save asks again.
    }
  }

  #inUse(): ReadonlySet<RouteLedger> {
    return new Set([...this.#books.values()].map(({ ledger }) => ledger));
  }

  /** What was counted before a version was known is evidence of the first that is. */
  #nameAwaited(route: string, versions: SideVersions, isOwn: boolean): void {
    for (const ledger of new Set([...this.#inUse(), ...this.#earlier.all()])) {
      if (ledger.id.route !== route || !awaitsVersion(ledger.id)) continue;
      ledger.become(withVersions(ledger.id, versions), isOwn);
    }
  }

  #isEarly(edition = 0, count: () => void): boolean {
    if (edition <= this.#edition) return false;
    this.#early.push(count);
    return true;
  }

  /** None for a suspect of which nobody was told: other evidence never compared it. */
  #ledgerFor(finding: Finding): RouteLedger | undefined {
    if (finding.verdict === 'confirmed') return this.#settling.get(finding.suspect);
    if (finding.verdict === 'settled') {
      const ledger = this.#settling.get(finding.suspect);
      this.#settling.delete(finding.suspect);
      return ledger;
    }
    const ledger = this.#ledger(finding.route, finding.edition);
    if (ledger && finding.verdict === 'settling') this.#settling.set(finding.suspect, ledger);
    return ledger;
  }

  #ledger(route: string, edition: number | undefined): RouteLedger | undefined {
    return this.#earlier.of(route, edition) ?? this.#books.get(route)?.ledger;
  }

  async #openBooks(route: KeptRoute, before: RouteBooks | undefined, known: Known): Promise<RouteBooks> {
    const { rule } = route;
    if (route.versions) this.#nameAwaited(rule.name, route.versions, known.resumes ?? false);
    const last = before?.dial ?? known.last?.[rule.name];
    const kept = before?.dialKnown ? undefined : await this.store.loadDial(rule.name).catch(() => undefined);
    const id = evidenceIdOf({ ...route, restarts: (kept ?? last)?.restarts });
    const goesOn = before?.ledger.id.evidenceKey === id.evidenceKey ? before.ledger : this.#earlier.find(id);
    const books: RouteBooks = {
      latency: new LatencyBook(),
      standing: new StandingTime(),
      lastChange: null,
      unwritten: null,
      ...before,
      route,
      rule,
      versionsFrom: route.versionsFrom ?? noSource,
      ledger: goesOn ?? new RouteLedger(id, rule, this.now, known.resumes),
      dial: last && rule.candidate ? last : { ...(last ?? seedDial(rule)), ...nobodyOf(rule) },
      dialKnown: before?.dialKnown ?? last !== undefined,
    };
    setDial(books, books.dial);
    // The store may lack the last second of it.
    if (before && before.ledger !== books.ledger)
      books.ledger.inherit(before.ledger.heritage, isSameLegacy(before, books));
    await takeUp(books, this.store, this.now, known.isOver).catch(() => undefined);
    return books;
  }

  /**
   * The evidence of a route begins anew where its dial says that it was restarted, with what the next edition tells:
   * what this one began belongs to the evidence under which it began. What was counted is kept.
   */
  async restart(books: RouteBooks): Promise<void> {
    const id = evidenceIdOf({ ...books.route, restarts: books.dial.restarts });
    if (id.evidenceKey === books.ledger.id.evidenceKey) return;
    // What is not saved now would never be.
    await this.save().catch(() => undefined);
    const before = books.ledger;
    this.#earlier.leave(this.#edition, books.rule.name, before);
    books.ledger = new RouteLedger(id, books.rule, this.now);
    setDial(books, books.dial);
    books.ledger.inherit(before.heritage, true);
    await takeUpEvidence(books.ledger, this.store);
  }
}

const noSource: VersionsFrom = { legacy: null, candidate: null };

/** Evidence of a route that counts from now on, in place of another: it begins, or goes on where it was left. */
export interface OtherEvidence {
  readonly route: string;
  readonly attempt: number;
  /** What was compared of it before; 0 where it begins. */
  readonly compared: number;
}

/** Whether the same version of the same upstream answers as legacy, as far as is known of what stands behind its name. */
const isSameLegacy = (before: RouteBooks, now: RouteBooks): boolean =>
  before.rule.legacy === now.rule.legacy &&
  before.route.answers === now.route.answers &&
  before.ledger.id.basis?.versions.legacy === now.ledger.id.basis?.versions.legacy;

/** Where nobody is sent to the candidate. */
const nobodyOf = (rule: RouteRule) => ({ stage: rule.candidate ? 'shadow' : 'observe', share: 0 }) as const;

import type { Keyed } from '../comparators/redact.js';
import type { UnsealedEntry } from './audit-chain.js';
import { coverageOf } from './coverage-of.js';
import type {
  Actor,
  controller,
  DialOutcome,
  DialRequest,
  EntityFilter,
  EntityList,
  EvidenceDesk,
  ForgetOutcome,
  ForgetRequest,
  RouteSummary,
  SampleFilter,
  WouldTurn,
} from './desk.js';
import { EarlierDesk, type EvidenceRow } from './earlier-desk.js';
import { ForgetDesk } from './forget-desk.js';
import type { HistoryBook, Pace } from './history/history-book.js';
import { HistoryDesk } from './history/history-desk.js';
import type { HistoryAsked, RouteHistory } from './history/route-history.js';
import type { Keeper, KeptRoute, OtherEvidence } from './keeper.js';
import type { IgnoredRow } from './ignored-book.js';
import { type Inquire, nobodyAnswers } from './inquiry.js';
import type { AuditEntry, Coverage, FieldRow, Sample, Scorecard } from './scorecard.js';
import { scorecardOf } from './scorecard-of.js';
import type { AuditFilter, EvidenceStore } from './store/evidence-store.js';
import { TurnDesk } from './turn-desk.js';

/** The desk over the books of this process: what the dashboards read and turn. */
export class ControlDesk implements EvidenceDesk {
  readonly #listeners = new Set<() => void>();
  readonly #turns: TurnDesk;
  readonly #forgets: ForgetDesk;
  readonly #history: HistoryDesk;
  readonly #earlier: EarlierDesk;

  constructor(
    private readonly keeper: Keeper,
    private readonly store: EvidenceStore,
    private readonly now: () => Date,
    /**
     * Called after each turned dial; without an entry where others turned it. Nobody is answered before what it
     * returns resolves.
     */
    turned: (entry: UnsealedEntry | null) => Promise<void> | void,
    /** Why nothing is written in this process; undefined where it may be tried. */
    mayWrite: () => string | undefined,
    /** As keys are hidden. */
    keyed: Keyed,
    readonly rules: Inquire = nobodyAnswers,
    /** Steps that the store does not have yet. */
    private readonly past?: Pick<HistoryBook, 'dueOf' | 'pace'>,
  ) {
    const tell = async (entry: UnsealedEntry | null): Promise<void> => {
      const taken = turned(entry);
      this.announce();
      await taken;
    };
    this.#turns = new TurnDesk(keeper, store, now, tell, mayWrite);
    this.#forgets = new ForgetDesk(keeper, store, now, mayWrite, keyed);
    this.#earlier = new EarlierDesk(keeper, store, now);
    this.#history = new HistoryDesk({
      store,
      // What a standby counts is part of another's past until it takes over.
      book: () => (mayWrite() === undefined ? past : undefined),
      audit: (filter) => this.audit(filter),
      now,
    });
  }

  /** Takes up what a store has that was opened just now, and tells it what it has not. */
  takeUp(): Promise<void> {
    return this.#turns.takeUp();
  }

  /** Takes up the dials that another process wrote. */
  follow(): Promise<void> {
    return this.#turns.follow();
  }

  /** Keeps the books of another edition's routes from now on, and tells their dials. */
  reopen(routes: readonly KeptRoute[], edition: number): Promise<readonly OtherEvidence[]> {
    return this.#turns.reopen(routes, edition);
  }

  routes(): readonly Scorecard[] {
    return this.keeper.scorecards();
  }

  summaries(): readonly RouteSummary[] {
    return [...this.keeper.watched()].map(({ rule, dial, ledger }) => ({
      name: rule.name,
      stage: dial.stage,
      share: dial.share,
      revision: dial.revision,
      compared: ledger.outcomes.compared,
    }));
  }

  pace(): Pace | null {
    return this.past?.pace ?? null;
  }

  route(name: string): Scorecard | undefined {
    const books = this.keeper.of(name);
    return books && scorecardOf(books, this.now());
  }

  fields(route: string): readonly FieldRow[] {
    const ledger = this.keeper.of(route)?.ledger;
    return ledger ? ledger.fieldRows : [];
  }

  evidences(route: string): Promise<readonly EvidenceRow[]> {
    return this.#earlier.evidences(route);
  }

  earlierFields(route: string, evidenceKey: string): Promise<readonly FieldRow[] | undefined> {
    return this.#earlier.fields(route, evidenceKey);
  }

  ignored(route: string): readonly IgnoredRow[] {
    return this.keeper.of(route)?.ledger.ignored.rows() ?? [];
  }

  coverage(route: string): Coverage | undefined {
    const ledger = this.keeper.of(route)?.ledger;
    return ledger && coverageOf(ledger);
  }

  async history(route: string, asked: HistoryAsked): Promise<RouteHistory | undefined> {
    return this.keeper.of(route) && this.#history.told(route, asked);
  }

  entities(route: string, { classes, limit }: EntityFilter): EntityList {
    const book = this.keeper.of(route)?.ledger.entities;
    const all = book?.listed(classes) ?? [];
    return { entities: all.slice(0, limit), listed: all.length, isFull: book?.isFull ?? false };
  }

  samples(route: string, filter: SampleFilter): readonly Sample[] {
    return this.keeper.of(route)?.ledger.samples.list(filter) ?? [];
  }

  async sample(id: string): Promise<Sample | undefined> {
    for (const { ledger } of this.keeper.watched()) {
      const sample = ledger.samples.get(id);
      if (sample) return sample;
    }
    return this.#earlier.sample(id);
  }

  /** While the store cannot be read: what is known without it, the last change of each route, in no place of the chain. */
  audit(filter: AuditFilter): Promise<readonly AuditEntry[]> {
    const entries = this.store.audit(filter);
    if (filter.before !== undefined || filter.after !== undefined) return entries;
    return entries.catch(() =>
      [...this.keeper.all()]
        .flatMap(({ lastChange }) => lastChange ?? [])
        .filter(({ route }) => filter.route === undefined || filter.route === route)
        .toSorted((a, b) => b.id - a.id)
        .slice(0, filter.limit),
    );
  }

  wouldTurn(route: string, request: DialRequest, actor: Actor): WouldTurn {
    return this.#turns.would(route, request, actor);
  }

  turnDial(route: string, request: DialRequest, actor: Actor | typeof controller): Promise<DialOutcome> {
    return this.#turns.turn(route, request, actor);
  }

  async forgetEntity(route: string, request: ForgetRequest, actor: Actor): Promise<ForgetOutcome> {
    const outcome = await this.#forgets.forget(route, request, actor);
    if (outcome.kind === 'forgotten') this.announce();
    return outcome;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells every listener that something is worth redrawing. */
  announce(): void {
    for (const listener of this.#listeners) listener();
  }
}

import type { Actor, DialOutcome, DialRequest, EvidenceDesk, SampleFilter } from './desk.js';
import type { Keeper, KeptRoute } from './keeper.js';
import type { IgnoredRow } from './ignored-book.js';
import type { MismatchClass } from './mismatch-class.js';
import type { AuditEntry, EntityRow, FieldRow, Sample, Scorecard } from './scorecard.js';
import { scorecardOf } from './scorecard-of.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { TurnDesk } from './turn-desk.js';

/** The desk over the books of this process: what the dashboards read and turn. */
export class ControlDesk implements EvidenceDesk {
  readonly #listeners = new Set<() => void>();
  readonly #turns: TurnDesk;

  constructor(
    private readonly keeper: Keeper,
    private readonly store: EvidenceStore,
    now: () => Date,
    /** Called after each turned dial, before anybody is told that it turned. */
    turned: (entry: AuditEntry | null) => void,
    /** Why no dial is turned in this process; undefined where it may be tried. */
    mayWrite: () => string | undefined = () => undefined,
  ) {
    const tell = (entry: AuditEntry | null): void => {
      turned(entry);
      this.announce();
    };
    this.#turns = new TurnDesk(keeper, store, now, tell, mayWrite);
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
  reopen(routes: readonly KeptRoute[], edition: number): Promise<void> {
    return this.#turns.reopen(routes, edition);
  }

  routes(): readonly Scorecard[] {
    return this.keeper.scorecards();
  }

  route(name: string): Scorecard | undefined {
    const books = this.keeper.of(name);
    return books && scorecardOf(books);
  }

  fields(route: string): readonly FieldRow[] {
    const ledger = this.keeper.of(route)?.ledger;
    return ledger ? ledger.fields.rows(ledger.compared, ledger.samples.newestByFingerprint()) : [];
  }

  ignored(route: string): readonly IgnoredRow[] {
    return this.keeper.of(route)?.ledger.ignored.rows() ?? [];
  }

  entities(route: string, filter: { class?: MismatchClass | undefined }): readonly EntityRow[] {
    return this.keeper.of(route)?.ledger.entities.listed(filter.class) ?? [];
  }

  samples(route: string, filter: SampleFilter): readonly Sample[] {
    return this.keeper.of(route)?.ledger.samples.list(filter) ?? [];
  }

  sample(id: string): Sample | undefined {
    for (const { name } of this.keeper.scorecards()) {
      const sample = this.keeper.of(name)?.ledger.samples.get(id);
      if (sample) return sample;
    }
    return undefined;
  }

  /** While the store cannot be read: what is known without it, the last change of each route. */
  audit(filter: { route?: string | undefined; limit: number }): Promise<readonly AuditEntry[]> {
    return this.store.audit(filter).catch(() =>
      [...this.keeper.all()]
        .flatMap(({ lastChange }) => lastChange ?? [])
        .filter(({ route }) => filter.route === undefined || filter.route === route)
        .toSorted((a, b) => b.id - a.id)
        .slice(0, filter.limit),
    );
  }

  turnDial(route: string, request: DialRequest, actor: Actor): Promise<DialOutcome> {
    return this.#turns.turn(route, request, actor);
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

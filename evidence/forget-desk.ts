import type { Keyed } from '../comparators/redact.js';
import { isKeyMark, keyMark } from '../comparators/redact-key.js';
import { forgetting, type UnsealedEntry } from './audit-chain.js';
import { entryOf } from './audit/audit-entry.js';
import type { Actor, ForgetOutcome, ForgetRequest, Refusal } from './desk.js';
import type { Keeper } from './keeper.js';
import type { RouteBooks } from './route-books.js';
import type { AuditEntry } from './scorecard.js';
import type { EvidenceStore, Forgotten } from './store/evidence-store.js';

/** The only way an entity is forgotten: by the store first, then by the books, with an audit entry that does not name it. */
export class ForgetDesk {
  constructor(
    private readonly keeper: Keeper,
    private readonly store: EvidenceStore,
    private readonly now: () => Date,
    /** Why nothing is written in this process; undefined where it may be tried. */
    private readonly mayWrite: () => string | undefined,
    /** As keys are hidden: the audit tells the mark, and a route that hides keys knows them by it alone. */
    private readonly keyed: Keyed,
  ) {}

  async forget(route: string, request: ForgetRequest, actor: Actor): Promise<ForgetOutcome> {
    const books = this.keeper.of(route);
    if (!books) return refused('unknown-route', `There is no route named ${route}.`);
    if (actor.role === 'viewer')
      return refused('not-allowed', 'A viewer may read. To forget an entity needs the operator role.');
    const whyNot = this.mayWrite();
    if (whyNot !== undefined) return refused('unavailable', whyNot);
    // It may have been kept before the route hid its keys.
    const names = [request.key, keyMark(request.key, this.keyed)];
    let forgotten: Forgotten = { samples: 0, listed: 0 };
    let entry: AuditEntry | undefined;
    try {
      // What is in the books alone is counted and deleted with the rest.
      await this.keeper.save();
      entry = await this.store.forget(route, names, (deleted) => {
        forgotten = deleted;
        return this.#entry(books, request, actor, deleted);
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return refused(
        'unavailable',
        `The store could not be written (${why}), so nothing was forgotten. Repeat it when /readyz says that the store is back.`,
      );
    }
    for (const ledger of this.#ledgersOf(route)) ledger.forget(names);
    return { kind: 'forgotten', ...forgotten, entry: entry ?? null };
  }

  #entry(books: RouteBooks, { key, reason }: ForgetRequest, by: Actor, deleted: Forgotten): UnsealedEntry {
    const entity = isKeyMark(key) ? key : keyMark(key, this.keyed);
    const evidence = { entity, forgotten: deleted };
    return entryOf(books, { action: forgetting, by, reason, evidence }, this.now());
  }

  #ledgersOf(route: string) {
    const inUse = [...this.keeper.all()].map(({ ledger }) => ledger);
    return [...inUse, ...this.keeper.earlier()].filter(({ id }) => id.route === route);
  }
}

const refused = (why: Refusal['why'], detail: string): Refusal => ({ kind: 'refused', why, detail });

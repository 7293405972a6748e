import type { UnsealedEntry } from './audit-chain.js';
import type { Dial } from '../routing-rules/dial.js';
import type { TurnContext } from '../routing-rules/dial-table.js';
import { turnDial } from '../routing-rules/turn-dial.js';
import { countedIn, entryOf } from './audit/audit-entry.js';
import { recordTurn } from './audit/recorded-turn.js';
import type { Actor, controller, DialOutcome, DialRequest, Refusal, WouldTurn } from './desk.js';
import type { Keeper, KeptRoute, OtherEvidence } from './keeper.js';
import { type RouteBooks, setDial } from './route-books.js';
import { scorecardOf } from './scorecard-of.js';
import { contextOf, type Standing, standingOf } from './standing.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { follow, takeUp, takeUpEvidence } from './take-up.js';

/**
 * The only way a dial moves: judged purely, written with its audit entry in one transaction, and only
 * then acted on. What the store cannot keep is refused, but for a way down, which is never barred.
 */
export class TurnDesk {
  /** Turns are judged one after the other, each on the dial that the last one left. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Resolves when the dials as they are now are heard of. */
  #told: Promise<void> = Promise.resolve();

  constructor(
    private readonly keeper: Keeper,
    private readonly store: EvidenceStore,
    private readonly now: () => Date,
    private readonly turned: (entry: UnsealedEntry | null) => Promise<void>,
    /** Why no dial is turned in this process, not even down; undefined where it may be tried. */
    private readonly mayWrite: () => string | undefined,
  ) {}

  async turn(route: string, request: DialRequest, actor: Actor | typeof controller): Promise<DialOutcome> {
    const outcome = await this.#after(async () => {
      const first = await this.#turn(route, request, actor);
      // Whoever did not say which dial they saw means the one that is there; above all a rollback does.
      const again = first.kind === 'refused' && first.why === 'conflict' && request.revision === undefined;
      return again ? this.#turn(route, request, actor) : first;
    });
    // Outside of the queue: a route that must come down does not wait until another is heard of.
    await this.#told;
    return outcome;
  }

  #tell(entry: UnsealedEntry | null): void {
    this.#told = this.turned(entry);
  }

  /** Takes up what a store has that was opened just now, and tells it what it has not. */
  takeUp(): Promise<void> {
    return this.#after(async () => {
      for (const ledger of this.keeper.earlier()) await takeUpEvidence(ledger, this.store);
      await this.#each((books) => takeUp(books, this.store, this.now));
    });
  }

  /** Takes up the dials that another process wrote. */
  follow(): Promise<void> {
    return this.#after(() => this.#each((books) => follow(books, this.store)));
  }

  /** Keeps the books of another edition's routes from now on, and tells their dials. */
  reopen(routes: readonly KeptRoute[], edition: number): Promise<readonly OtherEvidence[]> {
    return this.#after(async () => {
      const others = await this.keeper.reopen(routes, edition);
      this.#tell(null);
      return others;
    });
  }

  async #each(visit: (books: RouteBooks) => Promise<boolean>): Promise<void> {
    let moved = false;
    try {
      for (const books of this.keeper.all()) {
        moved = (await visit(books)) || moved;
        await this.keeper.restart(books);
      }
    } finally {
      if (moved) this.#tell(null);
    }
  }

  /** One after the other, whoever asks. */
  #after<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #turn(route: string, request: DialRequest, actor: Actor | typeof controller): Promise<DialOutcome> {
    const books = this.keeper.of(route);
    if (!books) return refused('unknown-route', `There is no route named ${route}.`);
    const whyNot = this.mayWrite();
    if (whyNot !== undefined) return refused('unavailable', whyNot);
    // The store still has the dial as it was before it came down: it is told of that first.
    if (books.unwritten && (await takeUp(books, this.store, this.now).catch(() => false))) this.#tell(null);
    const judged = this.#judge(books, request, actor);
    return judged.kind === 'refused' ? judged : this.#write(books, judged.dial, judged.entry);
  }

  /** What a turn would come to if it were asked for now; nothing is turned, and nothing written. */
  would(route: string, request: DialRequest, actor: Actor): WouldTurn {
    const books = this.keeper.of(route);
    if (!books) return refused('unknown-route', `There is no route named ${route}.`);
    const whyNot = this.mayWrite();
    if (whyNot !== undefined) return refused('unavailable', whyNot);
    const judged = this.#judge(books, request, actor);
    return judged.kind === 'refused' ? judged : { kind: 'would', entry: judged.entry };
  }

  #judge(books: RouteBooks, request: DialRequest, actor: Actor | typeof controller): Judged {
    if (request.revision !== undefined && request.revision !== books.dial.revision) {
      return refused(
        'conflict',
        `The dial is at revision ${books.dial.revision}, not ${request.revision}: somebody changed it since. Look at the route again and repeat what you still want.`,
      );
    }
    const asker = { by: actor.role, reason: request.reason, force: request.force === true };
    const standing = standingOf(books);
    const context = contextOf(books, asker, this.now(), standing);
    const judged = turnDial(books.dial, request, context);
    if (judged.kind === 'refused') return refused(judged.why, judged.detail);
    const { dial } = judged;
    const entry = turnEntry(books, { dial, standing, context }, request, actor);
    return { kind: 'judged', dial, entry };
  }

  async #write(books: RouteBooks, dial: Dial, entry: UnsealedEntry): Promise<DialOutcome> {
    let written: Awaited<ReturnType<EvidenceStore['writeDial']>>;
    try {
      if (books.unwritten) throw new Error('it has not been told of the last lowering yet');
      written = await this.store.writeDial(books.rule.name, books.dial, dial, entry);
    } catch (error) {
      return this.#unwritten(books, dial, entry, error);
    }
    if (!written?.entry) {
      if (await follow(books, this.store)) this.#tell(null);
      return refused(
        'conflict',
        'Another process changed this dial meanwhile. Look at the route again and repeat what you still want.',
      );
    }
    setDial(books, dial);
    books.lastChange = written.entry;
    // What the store has of it is taken up with the next round, where it cannot be read now.
    await this.keeper.restart(books).catch(() => undefined);
    this.#tell(written.entry);
    return { kind: 'changed', route: scorecardOf(books, this.now()), entry: written.entry };
  }

  /** Without a store nothing rises; but a way down is never barred by a full disk. */
  #unwritten(books: RouteBooks, dial: Dial, entry: UnsealedEntry, error: unknown): DialOutcome {
    const why = `The store could not be written (${error instanceof Error ? error.message : String(error)})`;
    if (dial.share >= books.dial.share) return refused('unavailable', `${why}, so the dial stays as it is.`);
    setDial(books, dial);
    books.unwritten = entry;
    this.#tell(entry);
    return refused(
      'unavailable',
      `${why}. The dial was lowered all the same; the store and its audit are told as soon as they can be.`,
    );
  }
}

/** A turn as it was judged: where it leads and what the audit will keep of it, or why it is refused. */
type Judged = { readonly kind: 'judged'; readonly dial: Dial; readonly entry: UnsealedEntry } | Refusal;

/** What the audit keeps of a turn: enough to decide it again from the entry alone (design: evidence §5). */
function turnEntry(
  books: RouteBooks,
  { dial, standing, context }: { dial: Dial; standing: Standing; context: TurnContext },
  request: DialRequest,
  by: Actor | typeof controller,
): UnsealedEntry {
  const turn = recordTurn(books.dial, request, context, dial);
  const { action, reason } = request;
  const evidence = { ...countedIn(books), ...standing, turn };
  return entryOf(books, { action, by, reason, to: dial, evidence }, context.at);
}

const refused = (why: Refusal['why'], detail: string): Refusal => ({ kind: 'refused', why, detail });

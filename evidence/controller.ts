import { decideTurn } from '../routing-rules/decide-turn.js';
import { nextPosition } from '../routing-rules/positions.js';
import { turnDial } from '../routing-rules/turn-dial.js';
import { controller, type DialOutcome, type DialRequest } from './desk.js';
import type { Keeper } from './keeper.js';
import { candidateOf, type RouteBooks } from './route-books.js';
import { answeredFor, contextOf, isDwellOver, passedOf } from './standing.js';

/** Seconds of one tick that count at most: what a stalled process did not watch proves nothing. */
const longestTick = 5;

/** What the controller needs of its surroundings. */
export interface ControllerParts {
  readonly keeper: Pick<Keeper, 'watched'>;
  /** The only way a dial moves. */
  readonly turn: (route: string, request: DialRequest, by: typeof controller) => Promise<DialOutcome>;
  /** Whether this process turns dials: one on standby watches, and leaves that to the one that holds the store. */
  readonly mayTurn: () => boolean;
  /** Whether the store can be written: else nothing rises, though a way down is never barred. */
  readonly mayRise: () => boolean;
  readonly now: () => Date;
  /** Seconds that never go back. */
  readonly clock: () => number;
  /** Told why a turn that the evidence asked for was refused. */
  readonly refused: (route: string, detail: string) => void;
}

/**
 * Watches every route tick by tick, and turns its dial when the evidence asks for it: down in every mode, up where
 * the route rises by itself (design: evidence §5). Decides purely; a dial moves only by the desk.
 */
export class Controller {
  #last: number;
  readonly #turning = new Map<string, Promise<void>>();

  constructor(private readonly parts: ControllerParts) {
    this.#last = parts.clock();
  }

  /** A tick is over: usually a second, more if the process was late. Resolves when what it asked for is done. */
  async tick(): Promise<void> {
    const now = this.parts.clock();
    const passed = Math.min(longestTick, now - this.#last);
    this.#last = now;
    for (const books of this.parts.keeper.watched()) {
      try {
        this.#watch(books, passed);
      } catch (error) {
        // The routes after it are watched all the same.
        this.parts.refused(books.rule.name, String(error));
      }
    }
    await Promise.all(this.#turning.values());
  }

  #watch(books: RouteBooks, passed: number): void {
    books.standing.pass(passed);
    books.ledger.tick(passedOf(books));
    this.#attend(books);
  }

  #attend(books: RouteBooks): void {
    const { name } = books.rule;
    if (!this.parts.mayTurn() || this.#turning.has(name)) return;
    const decided = this.#decide(books);
    if (!decided) return;
    const request = { ...decided, revision: books.dial.revision };
    this.#turning.set(
      name,
      this.#turn(name, request).finally(() => this.#turning.delete(name)),
    );
  }

  async #turn(route: string, request: DialRequest): Promise<void> {
    try {
      const outcome = await this.parts.turn(route, request, controller);
      if (outcome.kind === 'refused') this.parts.refused(route, outcome.detail);
    } catch (error) {
      this.parts.refused(route, String(error));
    }
  }

  #decide(books: RouteBooks) {
    const { dial, rule, ledger, standing } = books;
    return decideTurn({
      dial,
      grounds: ledger.watch.grounds,
      candidate: candidateOf(ledger.id),
      seenOn: standing.seenOn,
      answeredFor: answeredFor(books),
      onNewVersion: rule.dial.onNewVersion,
      raise: rule.dial.raise,
      mayRise: () => this.parts.mayRise() && this.#mayRise(books),
    });
  }

  #mayRise(books: RouteBooks): boolean {
    const { dial, rule } = books;
    // Most of the time this alone keeps it, and guards cost more to ask.
    if (dial.held || !nextPosition(dial, rule.dial.plan) || !isDwellOver(books)) return false;
    const asker = { by: controller.role, reason: '', force: false } as const;
    const promote = { action: 'promote' } as const;
    return turnDial(dial, promote, contextOf(books, asker, this.parts.now())).kind === 'turned';
  }
}

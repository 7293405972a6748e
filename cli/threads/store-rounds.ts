import type { ControlDesk } from '../../evidence/control-desk.js';
import { type KeepFor, letGoOfOld } from '../../evidence/keep-for.js';
import type { HistoryBook } from '../../evidence/history/history-book.js';
import { thinnings } from '../../evidence/history/tiers.js';
import type { Keeper } from '../../evidence/keeper.js';
import type { LastDials } from '../../evidence/last-dials.js';
import { type SharedStore, type Standing, tellHolder } from '../../evidence/store/shared-store.js';
import type { Logger } from '../log.js';
import type { Saved } from './unsaved.js';

/** How often the store is looked after, and how seldom while it is away, in milliseconds. */
const every = 1_000;
const atMost = 5_000;
/** How often what is too old goes, in milliseconds. */
const letGoEvery = 60_000;

/** Keeps books, store and the file of the last dials together, round after round. */
export class StoreRounds {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #failures = 0;
  #told: string = 'holding';
  #fileProblem: string | undefined;
  #letGo = -Infinity;
  #thinned = -Infinity;
  #isMoreToThin = false;

  constructor(
    private readonly parts: {
      readonly store: SharedStore;
      readonly keeper: Keeper;
      readonly history: HistoryBook;
      readonly desk: ControlDesk;
      readonly lastDials: LastDials | undefined;
      /** The store's name, for people. */
      readonly file: string;
      /** Notes how far control has heard, and is told when that is on the disk. */
      readonly progress: { note(): Saved; saved(note: Saved): void };
      /** How long what is kept stays, as it is configured now. */
      readonly keepFor: () => KeepFor;
      /** What is kept was dated by it. */
      readonly now: () => Date;
      readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
    },
  ) {}

  /** Goes round until stopped; resolves after the first. */
  async start(): Promise<void> {
    await this.#round();
    this.#next();
  }

  /** What of the store is degraded, as sentences. */
  problems(): readonly string[] {
    const store = whatIsWrong(this.parts.store.standing, this.parts.file);
    return [store, this.#fileProblem].filter((problem) => problem !== undefined);
  }

  /** Keeps the dials where they are found without the store. The file belongs to who holds the store. */
  keepDials(): void {
    const { store, keeper, lastDials, log } = this.parts;
    if (!lastDials || store.standing.kind === 'standby') return;
    try {
      lastDials.keep(keeper.knownDials());
      this.#fileProblem = undefined;
    } catch (error) {
      const problem = `the last dials could not be kept beside the store (${String(error)}): a restart begins with the dials that the store has, and sends nobody to the candidate where it cannot be read`;
      if (problem !== this.#fileProblem) log.error(problem);
      this.#fileProblem = problem;
    }
  }

  /** Saves once more, and lets go of the store. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
    this.parts.history.close();
    await this.#round();
    clearTimeout(this.#timer);
    await this.parts.store.close();
  }

  #next(): void {
    const delay = this.#failures === 0 ? every : Math.min(atMost, every * 2 ** (this.#failures - 1));
    this.#timer = setTimeout(() => {
      this.#running = this.#round().then(() => this.#next());
    }, delay);
  }

  async #round(): Promise<void> {
    const { store, keeper, desk, history } = this.parts;
    history.tick();
    try {
      const mayHaveNews = await store.attend();
      if (mayHaveNews || !keeper.takenUp) await (store.writable ? desk.takeUp() : desk.follow());
      const saved = store.writable ? await keeper.save(() => this.parts.progress.note()) : undefined;
      if (saved) this.parts.progress.saved(saved);
      // After the evidence: what is told again to a thread that starts anew is then in no step yet.
      if (store.writable) await history.save(store);
    } catch {
      // The store knows why; it is told as its standing, and the next round tries again.
    }
    await this.#letGoOfOld();
    await this.#thinHistory();
    this.#failures = store.standing.kind === 'away' ? this.#failures + 1 : 0;
    this.keepDials();
    this.#tellChange();
  }

  /** With the first round too: a process that is started every day must not keep everything. */
  async #letGoOfOld(): Promise<void> {
    const { store, keeper, keepFor, now } = this.parts;
    const isDue = performance.now() - this.#letGo >= Math.min(letGoEvery, keepFor().samples);
    if (!isDue) return;
    this.#letGo = performance.now();
    // Without a store the books let go all the same, and the store says why it did not.
    const writable = store.writable ? store : undefined;
    await letGoOfOld(keeper, writable, keepFor(), now()).catch(() => undefined);
  }

  /** A part of it each time, until all is thinned: a store that was long away has much to be thinned. */
  async #thinHistory(): Promise<void> {
    const { store, now } = this.parts;
    const isDue = this.#isMoreToThin || performance.now() - this.#thinned >= letGoEvery;
    if (!isDue || !store.writable) return;
    this.#thinned = performance.now();
    const thinning = store.thinHistory(thinnings(now().getTime() / 1000));
    this.#isMoreToThin = await thinning.catch(() => false);
  }

  #tellChange(): void {
    const { standing } = this.parts.store;
    const now = standing.kind === 'away' ? standing.why : standing.kind;
    if (now === this.#told) return;
    this.#told = now;
    const wrong = whatIsWrong(standing, this.parts.file);
    if (wrong === undefined)
      this.parts.log.info(`the store ${this.parts.file} is held and written by this process`);
    else if (standing.kind === 'standby') this.parts.log.warn(wrong);
    else this.parts.log.error(wrong);
  }
}

function whatIsWrong(standing: Standing, file: string): string | undefined {
  switch (standing.kind) {
    case 'holding':
      return undefined;
    case 'standby':
      return `standby: ${tellHolder(standing.holder)} holds the store ${file}; this one serves with the dials it reads there, writes nothing, and takes over when the other is gone`;
    case 'away':
      return `the store ${file} cannot be used since ${standing.since.toISOString()} (${standing.why}): evidence and dials live in memory until it can; it is tried again and again`;
  }
}

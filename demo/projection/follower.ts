import { setTimeout as sleep } from 'node:timers/promises';
import { between, chanceFrom } from '../chance.js';
import type { FaultBoard, FaultName } from '../faults.js';
import type { DomainEvent, Page } from '../shop/event-log.js';
import { arrivals, InTransit, isLost } from './delivery.js';
import { Projector } from './projector.js';

/** What the follower works with. */
export interface FollowerOptions {
  /** Where the event log answers, without a slash at the end. */
  readonly log: string;
  readonly faults: FaultBoard;
  readonly seed: string;
  /** Pause between two polls in milliseconds, drawn between the two: the projection's ordinary lag. */
  readonly poll: readonly [low: number, high: number];
}

const PAGE = 2_000;
const MOST_IN_TRANSIT = 20_000;
const RETRY_MS = 500;
const TIMEOUT_MS = 5_000;
/** Their fixes, and their arrival, are a new projection: it reads the log from the start. */
const REPROJECT: ReadonlySet<FaultName> = new Set(['mapping-bug', 'rounding-bug', 'dropped-events']);

/** Keeps a projector up with the log, and starts a new one from the log's beginning where that is needed. */
export class Follower {
  #projector: Projector;
  #log: string | undefined;
  #after = 0;
  /** Events up to here are never lost: they came before the fault did. */
  #safeUpTo = 0;
  #stale = true;
  #head = 0;
  readonly #inTransit = new InTransit();
  readonly #stop = new AbortController();
  readonly #chance;
  readonly #unwatch: () => void;

  constructor(readonly options: FollowerOptions) {
    this.#chance = chanceFrom(`${options.seed}/delivery`);
    this.#projector = this.#newProjector();
    this.#unwatch = options.faults.watch((name, on) => {
      if (name === 'dropped-events' && on) this.#safeUpTo = this.#after;
      else if (REPROJECT.has(name)) this.#stale = true;
    });
  }

  /** The projector that answers now. */
  get projector(): Projector {
    return this.#projector;
  }

  /** Whether the log has been read to its end at least once since the last new start. */
  get caughtUp(): boolean {
    return !this.#stale && this.#log !== undefined;
  }

  /** How far it is: the place it has read to, the head of the log, and what is still on its way. */
  get progress(): { readonly after: number; readonly head: number; readonly inTransit: number } {
    return { after: this.#after, head: this.#head, inTransit: this.#inTransit.size };
  }

  /** Follows until {@link stop}; an unreachable log is tried again. */
  async run(): Promise<void> {
    let reachable = true;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#step();
        reachable = true;
        await this.#pause(between(this.#chance, ...this.options.poll));
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        // Said once per outage: a line per attempt would bury everything else.
        if (reachable)
          console.error(`projection: the event log does not answer (${String(error)}); trying on`);
        reachable = false;
        await this.#pause(RETRY_MS);
      }
    }
  }

  stop(): void {
    this.#unwatch();
    this.#stop.abort();
  }

  async #step(): Promise<void> {
    if (this.#stale) await this.#reproject();
    if (this.#inTransit.size < MOST_IN_TRANSIT) this.#take(await this.#read(this.#after));
    const { faults } = this.options;
    const punctual = !faults.isOn('lag') && !faults.isOn('out-of-order') && !faults.isOn('duplicates');
    const here = punctual ? this.#inTransit.all() : this.#inTransit.arrived(Date.now());
    for (const event of here) this.#projector.apply(event);
  }

  #take(page: Page): void {
    if (page.log !== this.#log) {
      // Another log: the shop was opened anew, and nothing of the old one holds.
      this.#stale = true;
      return;
    }
    const { faults } = this.options;
    const troubles = {
      lag: faults.isOn('lag'),
      duplicates: faults.isOn('duplicates'),
      outOfOrder: faults.isOn('out-of-order'),
    };
    const now = Date.now();
    for (const event of page.events) {
      if (!this.#loses(event)) this.#inTransit.add(arrivals(event, troubles, now, this.#chance));
      this.#after = event.offset;
    }
    this.#head = page.head;
  }

  /** Reads the whole log into a new projector and then lets it answer, so that clients never see a half. */
  async #reproject(): Promise<void> {
    this.#stale = false;
    const projector = this.#newProjector();
    let after = 0;
    let page: Page;
    try {
      do {
        page = await this.#read(after);
        for (const event of page.events) {
          if (!this.#loses(event)) projector.apply(event);
          after = event.offset;
        }
      } while (page.events.length > 0);
    } catch (error) {
      this.#stale = true;
      throw error;
    }
    this.#inTransit.clear();
    this.#projector = projector;
    if (this.#log !== page.log) this.#safeUpTo = after;
    this.#log = page.log;
    this.#after = after;
    this.#head = page.head;
  }

  #loses(event: DomainEvent): boolean {
    if (!this.options.faults.isOn('dropped-events') || event.opening) return false;
    return event.offset > this.#safeUpTo && isLost(event);
  }

  #newProjector(): Projector {
    const { faults } = this.options;
    return new Projector({ mapping: faults.isOn('mapping-bug'), rounding: faults.isOn('rounding-bug') });
  }

  async #read(after: number): Promise<Page> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await fetch(`${this.options.log}/events?after=${after}&limit=${PAGE}`, { signal });
    if (!answer.ok) throw new Error(`the log answered ${answer.status}`);
    return (await answer.json()) as Page;
  }

  async #pause(ms: number): Promise<void> {
    // Rejects only when stopped, and then the loop ends by itself.
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}

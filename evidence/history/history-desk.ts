import { setImmediate as othersTurn } from 'node:timers/promises';
import type { AuditEntry } from '../scorecard.js';
import type { AuditFilter, StoreReader } from '../store/evidence-store.js';
import type { HistoryBook } from './history-book.js';
import {
  changesOf,
  type HistoryAsked,
  type HistorySpan,
  instantOf,
  pointsOf,
  type RouteHistory,
  spanOf,
} from './route-history.js';
import { shortest } from './tiers.js';

/** Pasts that are remembered: a page of five weeks that is read every second must not read the store every second. */
const mostRemembered = 16;
/** Seconds for which one is remembered at most. */
const longest = 60;

/** Tells the past of routes: what the store has of it, and what it has not been told yet. */
export class HistoryDesk {
  readonly #remembered = new Map<string, { readonly until: number; readonly past: Promise<Past> }>();

  /** Resolves when whoever asked before has been told. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly parts: {
      readonly store: Pick<StoreReader, 'history'>;
      /** What this process holds that the store does not; undefined where nothing of it is told, as on standby. */
      readonly book: () => Pick<HistoryBook, 'dueOf'> | undefined;
      readonly audit: (filter: AuditFilter) => Promise<readonly AuditEntry[]>;
      readonly now: () => Date;
    },
  ) {}

  /** @param route one that is configured */
  async told(route: string, asked: HistoryAsked): Promise<RouteHistory> {
    const now = this.parts.now().getTime() / 1000;
    const span = spanOf(asked, now);
    return {
      from: instantOf(span.from),
      to: instantOf(span.to),
      ...(await this.#past(route, asked, span, now)),
      changes: await changesOf(span, (limit, before) => this.parts.audit({ route, limit, before })),
    };
  }

  #past(route: string, asked: HistoryAsked, span: HistorySpan, now: number): Promise<Past> {
    const { from, to, last, points } = asked;
    const name = JSON.stringify([route, from, to, last, points]);
    const known = this.#remembered.get(name);
    // A clock that was set back has nothing to do with what is remembered.
    if (known && now < known.until && now > known.until - longest) return known.past;
    const read = this.#inTurn(() => this.#read(route, span, now));
    this.#remembered.delete(name);
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined && this.#remembered.size >= mostRemembered) this.#remembered.delete(oldest);
    this.#remembered.set(name, { until: freshUntil(span, now), past: read });
    return read;
  }

  /** One after the other: five weeks take a tenth of a second, and who asks for many must not have the thread alone. */
  #inTurn(read: () => Promise<Past>): Promise<Past> {
    const told = this.#turn.then(() => othersTurn()).then(read);
    this.#turn = told.catch(() => undefined);
    return told;
  }

  async #read(route: string, span: HistorySpan, now: number): Promise<Past> {
    const { resolution } = span;
    // A step is told whole: the first and the last of them may reach beyond the span.
    const from = Math.floor(span.from / resolution) * resolution;
    const to = Math.ceil(span.to / resolution) * resolution;
    // Looked at first: the store tells what it has when it is asked, not what it is given while it tells.
    const due =
      this.parts
        .book()
        ?.dueOf(route)
        .filter(({ at }) => at <= to) ?? [];
    const kept = await this.parts.store.history(route, { from, to }).catch(() => {
      // It is asked again with the next look.
      this.#remembered.clear();
      return [];
    });
    const steps = [...kept, ...due].filter(({ at, seconds }) => at - seconds >= from);
    const longest = steps.reduce((most, { seconds }) => Math.max(most, seconds), resolution);
    // What waited for the store is kept as coarsely as it waited: as a shorter step it would be told as a peak.
    if (longest > resolution) return this.#read(route, { ...span, resolution: longest }, now);
    return { resolution, points: pointsOf(steps, resolution, now) };
  }
}

/** What is read of a route's past, and the seconds of each point's step. */
type Past = Pick<RouteHistory, 'resolution' | 'points'>;

/** When another point may have come: with the next step, or, of a long past, when it would be seen. */
function freshUntil({ resolution }: HistorySpan, now: number): number {
  const every = Math.min(longest, Math.max(shortest, Math.floor(resolution / 10)));
  // What was counted until a step's end is written a moment after it.
  return (Math.floor((now - 1) / every) + 1) * every + 1;
}

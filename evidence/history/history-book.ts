import type { Keeper } from '../keeper.js';
import type { MismatchClass } from '../mismatch-class.js';
import { candidateOf, type RouteBooks } from '../route-books.js';
import { rateOf } from '../scorecard-of.js';
import type { EvidenceStore } from '../store/evidence-store.js';
import type { Counted, Finding, Tally } from '../tally.js';
import type { Happened, HistoryStep, Stood } from './history-step.js';
import { shortest, thinned, type Tier } from './tiers.js';
import { TimeSketch } from './time-sketch.js';

/**
 * What waits for a store that is away, or another process's: a day of it, at most 276 steps of a route. They are
 * written as coarsely as they waited.
 */
const waiting: readonly Tier[] = [
  { seconds: 10, until: 600 },
  { seconds: 60, until: 7_200 },
  { seconds: 900, until: 86_400 },
];

/**
 * Counts what happens to each route in the step that is open, and holds the steps that the store does not have.
 * Counts as it is told, not from the evidence: evidence restarts, history goes on.
 */
export class HistoryBook implements Counted {
  #open = new Map<string, OpenStep>();
  /** The end of the open step, epoch seconds. */
  #end: number;
  #due: readonly HistoryStep[] = [];
  /** Of the last step that was over; the one in which this process began is only a part of one. */
  #pace: Pace | null = null;
  #isWhole = false;

  constructor(
    private readonly keeper: Pick<Keeper, 'watched' | 'of'>,
    private readonly now: () => Date,
    /** Whether the evidence here is the one that dials stand on: that of a standby is not. */
    private readonly isHolder: () => boolean = () => true,
  ) {
    this.#end = endOf(this.#seconds);
  }

  traffic({ requests, durations }: Tally): void {
    for (const { route, count } of requests) this.#of(route)?.countRequests(count);
    for (const { route, side, seconds } of durations) this.#of(route)?.time(side, seconds);
  }

  finding(finding: Finding): void {
    this.#of(finding.route)?.record(finding);
  }

  /** Closes the step of every route once it is over; to be called about once a second. */
  tick(): void {
    const end = endOf(this.#seconds);
    // A clock that was set back has left the step, too.
    if (end === this.#end) return;
    const closed = this.close(end);
    if (this.#isWhole) this.#pace = paceOf(closed);
    this.#isWhole = true;
  }

  /** Closes the open steps, over or not: what comes until their end is added to them in the store. */
  close(next = this.#end): readonly HistoryStep[] {
    const at = this.#end;
    const isKnown = this.isHolder();
    const closed = [...this.keeper.watched()].map((books): HistoryStep => {
      const happened = (this.#open.get(books.rule.name) ?? new OpenStep()).happened;
      const stood = isKnown ? stoodOf(books) : null;
      return { route: books.rule.name, at, seconds: shortest, stood, happened };
    });
    this.#open = new Map();
    this.#end = next;
    this.#due = thinned([...this.#due, ...closed.filter(tellsSomething)], this.#seconds, waiting);
    return closed;
  }

  /** How fast requests come, over the last step that was over; null before there was one. */
  get pace(): Pace | null {
    return this.#pace;
  }

  /** Steps of a route that the store does not have yet, oldest first. */
  dueOf(route: string): readonly HistoryStep[] {
    return this.#due.filter((step) => step.route === route);
  }

  /**
   * Writes what is due; what could not be written stays so.
   * @throws Error when the store cannot be written
   */
  async save(store: Pick<EvidenceStore, 'saveHistory'>): Promise<void> {
    const taken = this.#due;
    if (taken.length === 0) return;
    this.#due = [];
    try {
      await store.saveHistory(taken);
    } catch (error) {
      this.#due = thinned([...taken, ...this.#due], this.#seconds, waiting);
      throw error;
    }
  }

  get #seconds(): number {
    return this.now().getTime() / 1000;
  }

  /** None of a route that is not configured: their number is bounded by what is. */
  #of(route: string): OpenStep | undefined {
    const open = this.#open.get(route);
    if (open || !this.keeper.of(route)) return open;
    const begun = new OpenStep();
    this.#open.set(route, begun);
    return begun;
  }
}

/** How fast requests of all routes come. */
export interface Pace {
  readonly requestsPerSecond: number;
  /** Ratio 0–1 of what was compared; null where nothing came. */
  readonly compared: number | null;
}

function paceOf(steps: readonly HistoryStep[]): Pace {
  const requests = steps.reduce((sum, { happened }) => sum + happened.requests, 0);
  const compared = steps.reduce((sum, { happened }) => sum + happened.compared, 0);
  // What was asked at the end of one step may be compared in the next.
  return {
    requestsPerSecond: requests / shortest,
    compared: requests === 0 ? null : Math.min(1, compared / requests),
  };
}

/** The end of the shortest step that this instant is in. */
const endOf = (seconds: number): number => (Math.floor(seconds / shortest) + 1) * shortest;

/** A standby that nobody asks has nothing to add: its steps would only make a past coarse that another one knows. */
const tellsSomething = ({ stood, happened }: HistoryStep): boolean =>
  stood !== null ||
  happened.requests + happened.compared > 0 ||
  [Object.keys(happened.mismatched), happened.legacy, happened.candidate, happened.lag].some(
    ({ length }) => length > 0,
  );

function stoodOf(books: RouteBooks): Stood {
  const { dial, ledger, rule } = books;
  const { estimate, lower, upper } = rateOf(books);
  const { stage, share } = dial;
  return {
    stage,
    share,
    rate: { estimate, lower, upper },
    threshold: rule.guards.below,
    candidate: candidateOf(ledger.id),
  };
}

/** What happened since the step began. */
class OpenStep {
  #requests = 0;
  #compared = 0;
  readonly #mismatched: Partial<Record<MismatchClass, number>> = {};
  readonly #times = { legacy: new TimeSketch(), candidate: new TimeSketch() };
  readonly #lag = new TimeSketch();

  countRequests(count: number): void {
    this.#requests += count;
  }

  time(side: 'legacy' | 'candidate', seconds: readonly number[]): void {
    this.#times[side].record(seconds);
  }

  record(finding: Finding): void {
    const { verdict } = finding;
    if (verdict === 'match' || verdict === 'mismatch' || verdict === 'settling') this.#compared += 1;
    if (verdict === 'mismatch' || verdict === 'settled')
      this.#mismatched[finding.class] = (this.#mismatched[finding.class] ?? 0) + 1;
    if (verdict === 'settled') this.#lag.record(finding.lags);
  }

  get happened(): Happened {
    return {
      requests: this.#requests,
      compared: this.#compared,
      mismatched: this.#mismatched,
      legacy: this.#times.legacy.counts,
      candidate: this.#times.candidate.counts,
      lag: this.#lag.counts,
    };
  }
}

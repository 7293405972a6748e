import { type ClassCounts, type MismatchClass, noClasses } from './mismatch-class.js';
import { harmlessSkips, type SkipReason } from './skip-reason.js';
import type { Finding } from './tally.js';
import type { UnsettledReason } from './unsettled-reason.js';

/** What became of the requests of a route, as sums: each ends in exactly one of them. */
export interface Outcomes {
  readonly requests: number;
  readonly matched: number;
  readonly mismatched: ClassCounts;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Of the `stale` ones those that healed only past freshness, which is bad. */
  readonly late: number;
  /** Comparisons whose class is not known yet. */
  readonly settling: number;
  /** Why the class of those that are `unsettled` was never known. */
  readonly unsettled: Readonly<Partial<Record<UnsettledReason, number>>>;
}

/** Requests compared since the dial was turned to this revision, those of them never settled, and those left out. */
export interface StepOutcomes {
  readonly revision: number;
  readonly compared: number;
  readonly unsettled: number;
  /** Whose skip counts against the route. */
  readonly dropped: number;
}

type Classed = Pick<Finding & { verdict: 'mismatch' | 'settled' }, 'class' | 'why' | 'fields'>;

/** Counts what became of the requests of a route. */
export class OutcomeBook {
  #requests = 0;
  #matched = 0;
  #settling = 0;
  #late = 0;
  #step: StepOutcomes = emptyStep(0);
  /** What was saved of a step; the dial may be read later than this. */
  #saved: StepOutcomes | undefined;
  readonly #mismatched = noClasses();
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  readonly #unsettled: Partial<Record<UnsettledReason, number>> = {};

  /** Adds what was saved; what was settling then will never be known. */
  resume({
    requests,
    matched,
    mismatched,
    skipped,
    late = 0,
    settling = 0,
    unsettled = {},
    step,
  }: SavedOutcomes): void {
    this.#requests += requests;
    this.#matched += matched;
    this.#late += late;
    for (const mismatchClass of Object.keys(mismatched) as MismatchClass[])
      this.#mismatched[mismatchClass] += mismatched[mismatchClass];
    this.#mismatched.unsettled += settling;
    for (const [reason, count] of Object.entries(skipped)) add(this.#skipped, reason, count);
    for (const [reason, count] of Object.entries(unsettled)) add(this.#unsettled, reason, count);
    add(this.#unsettled, 'ended', settling);
    // What was settling then is unsettled for good.
    this.#saved = step && { ...step, unsettled: step.unsettled + settling };
    this.#takeSaved();
  }

  /** The dial is at this revision: what ends from now on is of another step. */
  beginStep(revision: number): void {
    if (revision === this.#step.revision) return;
    this.#step = emptyStep(revision);
    this.#takeSaved();
  }

  /** What became of requests since the dial was last turned. */
  get step(): StepOutcomes {
    return this.#step;
  }

  /** Requests that matched the route and have ended. */
  count(requests: number): void {
    this.#requests += requests;
  }

  /** Requests that ended without a comparison. */
  skip(reason: SkipReason, count: number): void {
    add(this.#skipped, reason, count);
    if (!harmlessSkips.has(reason)) this.#inStep('dropped', count);
  }

  matches(): void {
    this.#matched += 1;
    this.#inStep('compared', 1);
  }

  /** It differs, and its class will be known later. */
  settles(): void {
    this.#settling += 1;
    this.#inStep('compared', 1);
  }

  /** It has settled. */
  settled(): void {
    this.#settling -= 1;
    this.#inStep('compared', -1);
  }

  /** Of a comparison the class is known, and of `unsettled` why no more is. */
  mismatches({ class: mismatchClass, why, fields }: Classed): void {
    this.#mismatched[mismatchClass] += 1;
    this.#inStep('compared', 1);
    if (mismatchClass === 'unsettled') this.#inStep('unsettled', 1);
    if (mismatchClass === 'stale' && fields.some(({ late }) => late)) this.#late += 1;
    if (why !== undefined) add(this.#unsettled, why, 1);
  }

  get requests(): number {
    return this.#requests;
  }

  get settling(): number {
    return this.#settling;
  }

  get compared(): number {
    return comparedIn({ matched: this.#matched, mismatched: this.#mismatched, settling: this.#settling });
  }

  get skippedTotal(): number {
    return sum(this.#skipped);
  }

  /** Whether every request told so far is answered for. */
  get isWhole(): boolean {
    return this.#requests <= this.compared + this.skippedTotal && this.#settling === 0;
  }

  /** Requests whose skip counts against the route's coverage. */
  get dropped(): number {
    const counted = Object.entries(this.#skipped).filter(
      ([reason]) => !harmlessSkips.has(reason as SkipReason),
    );
    return sum(Object.fromEntries(counted));
  }

  get counts(): Outcomes {
    return {
      requests: this.#requests,
      matched: this.#matched,
      mismatched: { ...this.#mismatched },
      skipped: { ...this.#skipped },
      late: this.#late,
      settling: this.#settling,
      unsettled: { ...this.#unsettled },
    };
  }

  #inStep(what: Exclude<keyof StepOutcomes, 'revision'>, count: number): void {
    this.#step = { ...this.#step, [what]: this.#step[what] + count };
  }

  #takeSaved(): void {
    const [saved, here] = [this.#saved, this.#step];
    if (saved?.revision !== here.revision) return;
    this.#saved = undefined;
    this.#step = {
      revision: here.revision,
      compared: here.compared + saved.compared,
      unsettled: here.unsettled + saved.unsettled,
      dropped: here.dropped + saved.dropped,
    };
  }
}

const emptyStep = (revision: number): StepOutcomes => ({ revision, compared: 0, unsettled: 0, dropped: 0 });

/** Earlier versions did not tell all of them. */
export type SavedOutcomes = Omit<Outcomes, 'late' | 'settling' | 'unsettled'> &
  Partial<Pick<Outcomes, 'late' | 'settling' | 'unsettled'>> & {
    readonly step?: StepOutcomes | undefined;
  };

/** Requests that were compared, whether or not their class is known. */
export const comparedIn = ({
  matched,
  mismatched,
  settling = 0,
}: Pick<SavedOutcomes, 'matched' | 'mismatched' | 'settling'>): number =>
  matched + sum(mismatched) + settling;

/** Requests that were told of and have no outcome. */
export const openIn = (outcomes: SavedOutcomes): number =>
  outcomes.requests - comparedIn(outcomes) - sum(outcomes.skipped);

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

function add(counts: Record<string, number>, name: string, count: number): void {
  if (count > 0) counts[name] = (counts[name] ?? 0) + count;
}

import type { EntityRecord } from './store/evidence-store.js';

/**
 * Entities told apart at most, and how many more of those that are bad: beyond it new ones are compared and counted
 * as requests, not as entities. That leaves out clean ones first, so that no guard takes the rate for lower than it is.
 */
const maxEntities = 1_000_000;
const maxBadBeyond = 100_000;

/** Distinct entities compared, and those that were bad at least once or still settle. */
export interface EntityCounts {
  readonly compared: number;
  readonly bad: number;
}

/** The same since the dial was last turned, and those of them that lagged past freshness. */
export interface StepCounts extends EntityCounts {
  readonly late: number;
}

/**
 * The distinct entities of a route and which of them were ever bad: of all its evidence, and of what was compared
 * since the dial was last turned (design: evidence §3, streams). Bad is sticky in each.
 */
export class MetEntities {
  readonly #met = new Map<string, Met>();
  /** How many comparisons of an entity are settling: it counts as bad meanwhile. */
  readonly #settling = new Map<string, number>();
  readonly #changed = new Set<string>();
  #step = 0;
  #bad = 0;
  #inStep: StepCounts = { compared: 0, bad: 0, late: 0 };

  /** Takes up what was saved, under what was met here meanwhile. */
  resume(records: readonly EntityRecord[]): void {
    // They were told apart before, in whichever order they come.
    for (const { hash, bad, step, badInStep, lateInStep } of records)
      this.#add(hash, metOf(step, bad, badInStep, lateInStep), true);
    this.#count();
  }

  /** The dial is at this revision: what is compared from now on is of another step. */
  beginStep(revision: number): void {
    if (revision === this.#step) return;
    this.#step = revision;
    this.#count();
  }

  /**
   * An entity was compared.
   * @param late whether it lagged past freshness
   * @returns whether it was never compared before
   */
  meet(hash: string, bad: boolean, late: boolean): boolean {
    const isNew = !this.#met.has(hash);
    if (this.#add(hash, metOf(this.#step, bad, bad, late), bad)) this.#changed.add(hash);
    return isNew;
  }

  /** A comparison of it settles. */
  settles(hash: string): void {
    if (!this.#met.has(hash)) this.#add(hash, metOf(this.#step, false, false, false), true);
    if (!this.#met.has(hash)) return;
    this.#settling.set(hash, (this.#settling.get(hash) ?? 0) + 1);
    this.#changed.add(hash);
  }

  /** A comparison of it that settled is known to be bad, or late, or neither. */
  settled(hash: string, bad: boolean, late: boolean): void {
    const others = (this.#settling.get(hash) ?? 1) - 1;
    if (others > 0) this.#settling.set(hash, others);
    else this.#settling.delete(hash);
    const known = this.#met.get(hash);
    if (known === undefined) return;
    // What was compared before the dial was turned tells of the step before, unless it was met again since.
    this.#add(hash, metOf(stepOf(known), bad, bad, late), bad);
    this.#changed.add(hash);
  }

  /** Of all evidence. */
  get counts(): EntityCounts {
    return { compared: this.#met.size, bad: this.#bad + this.#settlingOf((met) => !isBad(met)) };
  }

  /** Of what was compared since the dial was last turned. */
  get stepCounts(): StepCounts {
    const settling = this.#settlingOf((met) => stepOf(met) === this.#step && !isBadInStep(met));
    return { ...this.#inStep, bad: this.#inStep.bad + settling };
  }

  /** All of them are due to be saved. */
  dueAgain(): void {
    for (const hash of this.#met.keys()) this.#changed.add(hash);
  }

  /** What changed since the last call. What settles is saved as bad: another process would never learn its class. */
  takeChanged(): readonly EntityRecord[] {
    const records = [...this.#changed].map((hash) => {
      const met = this.#met.get(hash) ?? 0;
      const settles = this.#settling.has(hash);
      return {
        hash,
        bad: settles || isBad(met),
        step: stepOf(met),
        badInStep: settles || isBadInStep(met),
        lateInStep: isLateInStep(met),
      };
    });
    this.#changed.clear();
    return records;
  }

  /** What could not be saved is due again. */
  putBack(records: readonly EntityRecord[]): void {
    for (const { hash } of records) this.#changed.add(hash);
  }

  /**
   * True when this says something new of the entity.
   * @param counts whether it is bad, or may be: then there is room for it beyond the most
   */
  #add(hash: string, now: Met, counts: boolean): boolean {
    const known = this.#met.get(hash);
    const most = counts ? maxEntities + maxBadBeyond : maxEntities;
    if (known === undefined && this.#met.size >= most) return false;
    const joined = known === undefined ? now : join(known, now);
    if (joined === known) return false;
    this.#met.set(hash, joined);
    if (isBad(joined) && !isBad(known ?? 0)) this.#bad += 1;
    if (stepOf(joined) !== this.#step) return true;
    const wasInStep = known !== undefined && stepOf(known) === this.#step;
    const { compared, bad, late } = this.#inStep;
    this.#inStep = {
      compared: compared + Number(!wasInStep),
      bad: bad + Number(isBadInStep(joined) && !(wasInStep && isBadInStep(known))),
      late: late + Number(isLateInStep(joined) && !(wasInStep && isLateInStep(known))),
    };
    return true;
  }

  /** Counts the step anew. */
  #count(): void {
    const counts = { compared: 0, bad: 0, late: 0 };
    for (const met of this.#met.values()) {
      if (stepOf(met) !== this.#step) continue;
      counts.compared += 1;
      if (isBadInStep(met)) counts.bad += 1;
      if (isLateInStep(met)) counts.late += 1;
    }
    this.#inStep = counts;
  }

  #settlingOf(counts: (met: Met) => boolean): number {
    let settling = 0;
    for (const hash of this.#settling.keys()) if (counts(this.#met.get(hash) ?? 0)) settling += 1;
    return settling;
  }
}

/** The step in which an entity was last met, whether it was late or bad in it, and whether bad ever: one number, for a million. */
type Met = number;

const metOf = (step: number, bad: boolean, badInStep: boolean, lateInStep: boolean): Met =>
  step * 8 + (lateInStep ? 4 : 0) + (badInStep ? 2 : 0) + (bad ? 1 : 0);
const stepOf = (met: Met): number => Math.floor(met / 8);
const isLateInStep = (met: Met): boolean => (met & 4) !== 0;
const isBadInStep = (met: Met): boolean => (met & 2) !== 0;
const isBad = (met: Met): boolean => (met & 1) !== 0;

function join(one: Met, other: Met): Met {
  const bad = isBad(one) || isBad(other);
  const [earlier, later] = stepOf(one) > stepOf(other) ? [other, one] : [one, other];
  if (stepOf(earlier) < stepOf(later))
    return metOf(stepOf(later), bad, isBadInStep(later), isLateInStep(later));
  const either = (is: (met: Met) => boolean): boolean => is(one) || is(other);
  return metOf(stepOf(one), bad, either(isBadInStep), either(isLateInStep));
}

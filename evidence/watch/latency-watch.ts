import type { LatencyEvidence, LatencyRule } from '../../routing-rules/guards/guard.js';
import { slowerBy } from '../../routing-rules/guards/latency.js';
import type { ReadTimes } from '../tally.js';
import { PairDetector, type PairSums, PairTally } from './pair-detector.js';

/** What of one guarded quantile is saved. */
export interface SavedLatency {
  readonly step: PairSums;
  readonly timed: number;
  readonly overMax: number;
  readonly detector: PairDetector['saved'];
}

/** One guarded quantile of a route: counts of the step, and the detector. */
export class LatencyWatch {
  #tally = new PairTally();
  #timed = 0;
  #overMax = 0;
  readonly detector: PairDetector;

  constructor(readonly rule: LatencyRule) {
    this.detector = new PairDetector(rule.margin);
  }

  /** @param reference legacy's quantile in seconds; undefined while it is not known */
  note(legacy: ReadTimes, candidate: ReadTimes, reference: number | undefined): void {
    const { max, worseBy } = this.rule;
    const overMax = max === null ? undefined : isSlower(candidate, max);
    if (overMax !== undefined) {
      this.#timed += 1;
      if (overMax) this.#overMax += 1;
    }
    if (reference === undefined || worseBy === null) return;
    const slow = {
      legacy: isSlower(legacy, reference),
      candidate: isSlower(candidate, reference + slowerBy(reference, worseBy)),
    };
    if (slow.legacy === undefined || slow.candidate === undefined) return;
    const sides = { legacy: slow.legacy, candidate: slow.candidate };
    this.#tally.note(sides);
    this.detector.note(sides);
  }

  /**
   * @param reference as given to {@link note}
   * @param windowLeft seconds until another takes its place
   */
  evidence(reference: number | undefined, windowLeft: number): LatencyEvidence {
    return {
      ...this.#tally.counts,
      reference: reference ?? null,
      windowLeft,
      timed: this.#timed,
      overMax: this.#overMax,
    };
  }

  /** The dial was turned. */
  beginStep(): void {
    this.#tally = new PairTally();
    this.#timed = 0;
    this.#overMax = 0;
    this.detector.restart();
  }

  get saved(): SavedLatency {
    return {
      step: this.#tally.counts,
      timed: this.#timed,
      overMax: this.#overMax,
      detector: this.detector.saved,
    };
  }

  resume({ step, timed, overMax, detector }: SavedLatency): void {
    this.#tally.resume(step);
    this.#timed += timed;
    this.#overMax += overMax;
    this.detector.resume(detector);
  }
}

/** Whether a side took longer; undefined where it was broken off before that could be known. What failed took for ever. */
function isSlower({ failed, open, total }: ReadTimes, limit: number): boolean | undefined {
  if (failed || total > limit) return true;
  return open ? undefined : false;
}

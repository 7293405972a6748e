import type { LatencyEvidence, LatencyRule } from '../../routing-rules/guards/guard.js';
import { slowerBy } from '../../routing-rules/guards/latency.js';
import type { ReadTimes } from '../tally.js';
import type { DetectorState } from '../../routing-rules/formulas/detector.js';
import { PairDetector, type PairSums, PairTally } from './pair-detector.js';
import { RateDetector } from './rate-detector.js';

/** What of one guarded quantile is saved. */
export interface SavedLatency {
  readonly step: PairSums;
  readonly timed: number;
  readonly overMax: number;
  readonly detector: PairDetector['saved'];
  readonly maxDetector: DetectorState;
}

/** One guarded quantile of a route: counts of the step, and what detects that the candidate is slower than it may be. */
export class LatencyWatch {
  #tally = new PairTally();
  #timed = 0;
  #overMax = 0;
  readonly detector: PairDetector;
  /** Of what takes longer than `max`: by its quantile as often as that leaves. */
  readonly maxDetector: RateDetector;

  constructor(readonly rule: LatencyRule) {
    this.detector = new PairDetector(rule.margin);
    this.maxDetector = new RateDetector(1 - rule.quantile);
  }

  /**
   * @param reference legacy's quantile in seconds; undefined while it is not known
   * @param proves whether that quantile is of the window before: an older one detects, but proves nothing
   */
  note(legacy: ReadTimes, candidate: ReadTimes, reference: number | undefined, proves: boolean): void {
    const { max, worseBy } = this.rule;
    const overMax = max === null ? undefined : isSlower(candidate, max);
    if (overMax !== undefined) {
      this.#timed += 1;
      if (overMax) this.#overMax += 1;
      this.maxDetector.note(overMax);
    }
    if (reference === undefined || worseBy === null) return;
    const slow = {
      legacy: isSlower(legacy, reference),
      candidate: isSlower(candidate, reference + slowerBy(reference, worseBy)),
    };
    if (slow.legacy === undefined || slow.candidate === undefined) return;
    const sides = { legacy: slow.legacy, candidate: slow.candidate };
    if (proves) this.#tally.note(sides);
    this.detector.note(sides);
  }

  /**
   * @param reference legacy's quantile, where it was taken from the window before this one
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
  }

  /** Closes a tick. */
  close(): void {
    this.detector.close();
    this.maxDetector.close();
  }

  /** Detectors begin anew. */
  restart(): void {
    this.detector.restart();
    this.maxDetector.restart();
  }

  get saved(): SavedLatency {
    return {
      step: this.#tally.counts,
      timed: this.#timed,
      overMax: this.#overMax,
      detector: this.detector.saved,
      maxDetector: this.maxDetector.saved,
    };
  }

  /** Adds what was saved of this step. */
  resumeStep({ step, timed, overMax }: SavedLatency): void {
    this.#tally.resume(step);
    this.#timed += timed;
    this.#overMax += overMax;
  }

  /** Goes on detecting where an earlier process was. */
  resumeDetectors({ detector, maxDetector }: SavedLatency): void {
    this.detector.resume(detector);
    this.maxDetector.resume(maxDetector);
  }
}

/** Whether a side took longer; undefined where it was broken off before that could be known. What failed took for ever. */
function isSlower({ failed, open, total }: ReadTimes, limit: number): boolean | undefined {
  if (failed || total > limit) return true;
  return open ? undefined : false;
}

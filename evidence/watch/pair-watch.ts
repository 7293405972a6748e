import type { PairedCounts } from '../../routing-rules/formulas/paired.js';
import type { LatencyEvidence } from '../../routing-rules/guards/guard.js';
import type { RouteRule } from '../../routing-rules/route-rule.js';
import type { PairedTimes } from '../tally.js';
import { failedSides } from './failed-sides.js';
import { LatencyWatch, type SavedLatency } from './latency-watch.js';
import { type BadSides, PairDetector, type PairSums, PairTally } from './pair-detector.js';
import type { RateDetector } from './rate-detector.js';
import { ReferenceWindow } from './reference-window.js';

/** Ticks over which it is asked who fails more. */
const lately = 60;

/** What of both sides' errors and times is saved. */
export interface SavedPairs {
  readonly errors: { readonly step: PairSums; readonly detector: PairDetector['saved'] };
  readonly latency: Readonly<Record<string, SavedLatency>>;
  readonly window: Pick<ReferenceWindow, 'reference' | 'isThin'>;
}

/** How often both sides fail and how long they take, pair by pair: what guards on errors and latency rest on. */
export class PairWatch {
  #errors = new PairTally();
  readonly #errorDetector: PairDetector;
  readonly #latency: readonly LatencyWatch[];
  readonly #window: ReferenceWindow;
  #burntIn = false;
  /** Who failed how often in each of the last ticks, the open one last. */
  readonly #failing: Failing[] = [none];

  constructor({ guards }: Pick<RouteRule, 'guards'>) {
    this.#errorDetector = new PairDetector(guards.errors);
    this.#latency = guards.latency.map((rule) => new LatencyWatch(rule));
    this.#window = new ReferenceWindow(guards.latency, guards.reference.window, guards.reference.pairs);
  }

  /** Both sides answered a request, or failed to, or a client did not wait until that was known. */
  note(pair: PairedTimes): void {
    const { legacy, candidate } = pair;
    const failed = failedSides(pair);
    if (failed) this.#noteErrors(failed);
    if (!this.#burntIn) return;
    const { quantiles } = this.#window.reference ?? { quantiles: {} };
    for (const watch of this.#latency)
      watch.note(legacy, candidate, quantiles[watch.rule.name], !this.#window.isThin);
    if (legacy.open === undefined) this.#window.note(legacy.failed ? Number.POSITIVE_INFINITY : legacy.total);
  }

  /**
   * Closes a tick.
   * @param burntIn whether the dial has stood long enough that caches are warm and connections made
   */
  close(burntIn: boolean): void {
    this.#errorDetector.close();
    for (const watch of this.#latency) watch.close();
    this.#window.close();
    this.#burntIn = burntIn;
    this.#failing.push(none);
    if (this.#failing.length > lately) this.#failing.shift();
  }

  /** The dial was turned: what comes now is of another step. */
  beginStep(): void {
    this.#burntIn = false;
    this.#errors = new PairTally();
    for (const watch of this.#latency) watch.beginStep();
  }

  /** Detectors begin anew. */
  restart(): void {
    this.#errorDetector.restart();
    for (const watch of this.#latency) watch.restart();
  }

  get errors(): PairedCounts {
    return this.#errors.counts;
  }

  get latency(): Readonly<Record<string, LatencyEvidence>> {
    const { reference, isThin, left } = this.#window;
    const quantiles = isThin ? {} : (reference?.quantiles ?? {});
    return Object.fromEntries(
      this.#latency.map((watch) => [watch.rule.name, watch.evidence(quantiles[watch.rule.name], left)]),
    );
  }

  /** How often each side failed within the last minute, as a share of pairs; 0 where there were none. */
  get failing(): Omit<Failing, 'pairs'> {
    const sums = this.#failing.reduce(added, none);
    const share = (failed: number): number => (sums.pairs === 0 ? 0 : failed / sums.pairs);
    return { legacy: share(sums.legacy), candidate: share(sums.candidate) };
  }

  /** The detectors, by name. */
  get detectors(): readonly { readonly name: string; readonly detector: PairDetector | RateDetector }[] {
    return [
      { name: 'errors', detector: this.#errorDetector },
      ...this.#latency.flatMap(({ rule, detector, maxDetector }) => [
        ...(rule.worseBy === null ? [] : [{ name: `latency ${rule.name}`, detector }]),
        ...(rule.max === null ? [] : [{ name: `latency ${rule.name} max`, detector: maxDetector }]),
      ]),
    ];
  }

  get saved(): SavedPairs {
    const { reference, isThin } = this.#window;
    return {
      errors: { step: this.#errors.counts, detector: this.#errorDetector.saved },
      latency: Object.fromEntries(this.#latency.map((watch) => [watch.rule.name, watch.saved])),
      window: { reference, isThin },
    };
  }

  /**
   * Goes on with legacy's times as they were taken before: they are of no step, and of no candidate.
   * @param isSameLegacy whether legacy answers as it did: times of one that is gone prove nothing, though a candidate
   *   that exceeds them more often than legacy does is slower all the same
   */
  resumeWindow({ window }: Pick<SavedPairs, 'window'>, isSameLegacy = true): void {
    this.#window.resume(isSameLegacy ? window : { ...window, isThin: true });
  }

  /** Adds what was saved of this step. */
  resumeStep(saved: SavedPairs): void {
    this.#errors.resume(saved.errors.step);
    this.#eachOf(saved, (watch, of) => watch.resumeStep(of));
  }

  /** Goes on detecting where an earlier process was. */
  resumeDetectors(saved: SavedPairs): void {
    this.#errorDetector.resume(saved.errors.detector);
    this.#eachOf(saved, (watch, of) => watch.resumeDetectors(of));
  }

  #eachOf({ latency }: SavedPairs, visit: (watch: LatencyWatch, of: SavedLatency) => void): void {
    for (const watch of this.#latency) {
      const of = latency[watch.rule.name];
      if (of) visit(watch, of);
    }
  }

  #noteErrors(failed: BadSides): void {
    this.#errors.note(failed);
    this.#errorDetector.note(failed);
    const now = { pairs: 1, legacy: Number(failed.legacy), candidate: Number(failed.candidate) };
    this.#failing.push(added(this.#failing.pop() ?? none, now));
  }
}

interface Failing {
  readonly pairs: number;
  readonly legacy: number;
  readonly candidate: number;
}

const none: Failing = { pairs: 0, legacy: 0, candidate: 0 };

const added = (a: Failing, b: Failing): Failing => ({
  pairs: a.pairs + b.pairs,
  legacy: a.legacy + b.legacy,
  candidate: a.candidate + b.candidate,
});

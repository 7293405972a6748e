import { type DetectorState, quietValue } from '../../routing-rules/formulas/detector.js';
import { toldStatistic } from '../../routing-rules/guards/detectors.js';
import type { DetectorReading } from '../../routing-rules/guards/guard.js';
import type { RouteRule } from '../../routing-rules/route-rule.js';
import { badClasses } from '../mismatch-class.js';
import type { Finding } from '../tally.js';
import { Arrivals, type Grown } from './arrivals.js';
import { EntityDetector } from './entity-detector.js';
import { LastSettled } from './last-settled.js';
import { PairWatch, type SavedPairs } from './pair-watch.js';

/** What of a watch is saved. */
export interface SavedWatch {
  /** Of the dial, in whose step it was saved. */
  readonly revision: number;
  readonly entities: DetectorState;
  readonly pairs: SavedPairs;
}

/** What is watched by: thresholds, how far the candidate may lag, and how seldom a false alarm may come. */
export type WatchRule = Pick<RouteRule, 'guards' | 'freshness' | 'alarm'>;

/**
 * Watches one evidence tick by tick for what forces the dial down (design: evidence §4, Alarm; §5): a detector on
 * entities that turn bad, one on errors and one on each guarded quantile, and a burst of bad entities.
 */
export class RouteWatch {
  readonly pairs: PairWatch;
  readonly #entities: EntityDetector;
  readonly #last = new LastSettled();
  readonly #arrivals = new Arrivals();
  #sinceCompared: number | null = null;
  #revision = 0;
  /** What was saved of a step; the dial may be read later than this. */
  #saved: SavedWatch | undefined;

  constructor(private readonly rule: WatchRule) {
    this.pairs = new PairWatch(rule);
    this.#entities = new EntityDetector(rule.guards.below, patience(rule));
  }

  /** A pair was compared, or what one that settled came to is known. */
  note(hash: string, finding: Finding): void {
    if (finding.verdict !== 'skipped' && finding.verdict !== 'settled') this.#sinceCompared = 0;
    switch (finding.verdict) {
      case 'skipped':
        return;
      case 'match':
        this.#entities.judge(hash, false);
        this.#last.note(hash, false);
        return;
      case 'mismatch':
        this.#entities.judge(hash, falls(finding));
        if (finding.class !== 'unsettled') this.#last.note(hash, falls(finding));
        return;
      case 'settling':
        this.#entities.suspect(hash, finding.suspect);
        return;
      case 'settled':
        this.#entities.settle(finding.suspect, falls(finding));
        if (finding.class !== 'unsettled') this.#last.note(hash, falls(finding));
        return;
    }
  }

  /**
   * Closes a tick; `burntIn` as for {@link PairWatch.close}.
   * @param grown what has come in since the dial was turned
   */
  close(burntIn: boolean, grown: Omit<Grown, 'pairs'>): void {
    this.#entities.close();
    this.pairs.close(burntIn);
    this.#arrivals.close({ ...grown, pairs: this.pairs.errors.pairs });
    if (this.#sinceCompared !== null) this.#sinceCompared += 1;
  }

  /** Ticks since anything was compared; null when nothing was since this process began. */
  get sinceCompared(): number | null {
    return this.#sinceCompared;
  }

  /** Seconds until so many more have come in, at the pace of late; null while nothing tells. */
  secondsFor(count: number, of: keyof Grown): number | null {
    return this.#arrivals.secondsFor(count, of);
  }

  /** The dial is at this revision: what comes now is of another step, and detectors begin anew. */
  beginStep(revision: number): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.pairs.beginStep();
    this.#entities.restart();
    this.#last.restart();
    this.#arrivals.beginStep();
    this.#takeSaved();
  }

  /** How every detector stands. */
  get readings(): readonly DetectorReading[] {
    const { alarm, guards } = this.rule;
    const pairs = this.pairs.detectors.map(({ name, detector: { statistic, quiet } }) => ({
      name,
      statistic,
      quiet,
    }));
    const entities = {
      name: 'mismatch',
      statistic: this.#entities.statistic,
      quiet: quietValue(guards.below),
    };
    const all = [entities, ...pairs];
    return all.map(({ name, statistic, quiet }) => ({
      name,
      statistic,
      quietBelow: Math.max(alarm / 100, 3 * quiet),
      // Each of them alarms at so many times the time to a false alarm: jointly they keep it.
      alarmsAt: all.length * alarm,
    }));
  }

  /** Why the dial must come down now, as a sentence; undefined while nothing asks for it, or legacy would be worse. */
  get alarm(): string | undefined {
    const { failing } = this.pairs;
    const badShare = Math.max(failing.candidate, this.#last.badShare);
    // Nobody is sent back to what fails more often.
    if (failing.legacy > badShare) return undefined;
    const { burst } = this.#last;
    if (burst) return `${burst.bad} of the last ${burst.of} entities are bad`;
    const loud = this.readings.find(({ statistic, alarmsAt }) => statistic >= alarmsAt);
    return loud && this.#tell(loud);
  }

  #tell({ name, statistic, alarmsAt }: DetectorReading): string {
    const stands = `its detector stands at ${toldStatistic(statistic)}, alarm at ${toldStatistic(alarmsAt)}`;
    if (name !== 'mismatch') return `${name}: the candidate is worse than legacy; ${stands}`;
    const { judged, turnedBad } = this.#entities.lately;
    return `mismatch: ${turnedBad} of the last ${judged} entities turned bad; ${stands}`;
  }

  get saved(): SavedWatch {
    return { revision: this.#revision, entities: this.#entities.saved, pairs: this.pairs.saved };
  }

  /** Goes on where an earlier process was; these entities were bad then. */
  resume(saved: SavedWatch | undefined, bad: Iterable<string>): void {
    this.#entities.learnBad(bad);
    this.#saved = saved;
    if (saved) this.pairs.resumeReference(saved.pairs);
    this.#takeSaved();
  }

  #takeSaved(): void {
    const saved = this.#saved;
    if (saved?.revision !== this.#revision) return;
    this.#saved = undefined;
    this.#entities.resume(saved.entities);
    this.pairs.resume(saved.pairs);
  }
}

/** Ticks after which a comparison is settled at the latest: both sides are read last at 2 × freshness, and reading takes time. */
const patience = ({ freshness }: WatchRule): number => {
  const slowest = Math.max(freshness.default, ...freshness.fields.map(([, lag]) => lag));
  return Math.min(longestPatience, Math.ceil((2 * slowest) / 1000) + 30);
};
const longestPatience = 900;

/** What speaks for falling: all that is bad but what nobody could settle (design: evidence §3). */
const falls = ({ class: mismatchClass, fields }: Finding & { verdict: 'mismatch' | 'settled' }): boolean =>
  (badClasses.has(mismatchClass) && mismatchClass !== 'unsettled') ||
  fields.some(({ late, class: of }) => late === true && of === 'stale');

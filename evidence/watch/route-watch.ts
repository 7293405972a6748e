import { type AlarmGrounds, ofEntities } from '../../routing-rules/alarm.js';
import { type DetectorState, quietValue } from '../../routing-rules/formulas/detector.js';
import type { DetectorReading } from '../../routing-rules/guards/guard.js';
import type { RouteRule } from '../../routing-rules/route-rule.js';
import type { Finding } from '../tally.js';
import { Arrivals, type Grown } from './arrivals.js';
import { EntityDetector } from './entity-detector.js';
import { MinuteBook } from './last-minute.js';
import { type Badness, LastSettled, unnamed } from './last-settled.js';
import { PairWatch, type SavedPairs } from './pair-watch.js';

/** What of a watch is saved. */
export interface SavedWatch {
  /** Of the dial, in whose step it was saved. */
  readonly revision: number;
  /** Whether clients were sent to the candidate. */
  readonly isServed: boolean;
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
  readonly lastMinute = new MinuteBook();
  readonly #entities: EntityDetector;
  readonly #last = new LastSettled();
  /** Suspects that are bad for certain, and have no name yet. */
  readonly #confirmed = new Set<string>();
  readonly #arrivals = new Arrivals();
  #sinceCompared: number | null = null;
  #ticks = 0;
  #revision = 0;
  #isServed = false;
  /** What was saved of a step; the dial may be read later than this. */
  #saved: SavedWatch | undefined;

  constructor(private readonly rule: WatchRule) {
    this.pairs = new PairWatch(rule);
    this.#entities = new EntityDetector(rule.guards.below, patience(rule));
  }

  /** A pair was compared, or what one that settled came to is known. */
  note(hash: string, finding: Finding): void {
    switch (finding.verdict) {
      case 'skipped':
        return;
      case 'match':
        this.#sinceCompared = 0;
        if (finding.ofNoEntity) return;
        this.#entities.judge(hash, false);
        this.#last.note(hash, null);
        return;
      case 'mismatch':
        this.#sinceCompared = 0;
        if (finding.class === 'unsettled') return this.#entities.pass(hash);
        this.#entities.judge(hash, badnessOf(finding) !== null);
        this.#last.note(hash, badnessOf(finding));
        return;
      case 'settling':
        this.#sinceCompared = 0;
        this.#entities.suspect(hash, finding.suspect);
        return;
      case 'confirmed':
        this.#entities.settle(finding.suspect, true);
        this.#last.note(hash, unnamed);
        this.#confirmed.add(finding.suspect);
        return;
      case 'settled':
        this.#settles(hash, finding);
        return;
    }
  }

  #settles(hash: string, finding: Finding & { verdict: 'settled' }): void {
    const badness = badnessOf(finding);
    this.#entities.settle(finding.suspect, badness !== null);
    const wasConfirmed = this.#confirmed.delete(finding.suspect);
    if (wasConfirmed) {
      if (badness !== null) this.#last.name(hash, badness);
    } else if (finding.class !== 'unsettled') this.#last.note(hash, badness);
  }

  /**
   * Closes a tick; `burntIn` as for {@link PairWatch.close}.
   * @param grown what has come in since the dial was turned
   */
  close(burntIn: boolean, grown: Omit<Grown, 'pairs'>): void {
    this.#entities.close();
    this.pairs.close(burntIn);
    this.lastMinute.close();
    this.#arrivals.close({ ...grown, pairs: this.pairs.errors.pairs });
    if (this.#sinceCompared !== null) this.#sinceCompared += 1;
    this.#ticks += 1;
  }

  /** Ticks since this process began to watch. */
  get ticks(): number {
    return this.#ticks;
  }

  /** Ticks since anything was compared; null when nothing was since this process began. */
  get sinceCompared(): number | null {
    return this.#sinceCompared;
  }

  /** Seconds until so many more have come in, at the pace of late; null while nothing tells. */
  secondsFor(count: number, of: keyof Grown): number | null {
    return this.#arrivals.secondsFor(count, of);
  }

  /**
   * The dial is at this revision: what comes now is of another step. Detectors begin anew where clients begin to be
   * sent to the candidate, or are no longer; a step between leaves them what they have seen.
   */
  beginStep(revision: number, isServed: boolean): void {
    const isMoved = revision !== this.#revision;
    if (isServed !== this.#isServed) this.#restart();
    this.#isServed = isServed;
    this.#revision = revision;
    if (!isMoved) return;
    this.pairs.beginStep();
    this.#arrivals.beginStep();
    this.#takeSaved();
  }

  #restart(): void {
    this.pairs.restart();
    this.#entities.restart();
    this.#last.restart();
  }

  /** How every detector stands. */
  get readings(): readonly DetectorReading[] {
    const { alarm, guards } = this.rule;
    const pairs = this.pairs.detectors.map(({ name, detector: { statistic, quiet } }) => ({
      name,
      statistic,
      quiet,
    }));
    const turningBad = {
      name: ofEntities,
      statistic: this.#entities.statistic,
      quiet: quietValue(guards.below),
    };
    const all = [turningBad, ...pairs];
    return all.map(({ name, statistic, quiet }) => ({
      name,
      statistic,
      quietBelow: Math.max(alarm / 100, 3 * quiet),
      // Each of them alarms at so many times the time to a false alarm: jointly they keep it.
      alarmsAt: all.length * alarm,
    }));
  }

  /** What the dial may be brought down by now. */
  get grounds(): AlarmGrounds {
    return {
      detectors: this.readings,
      last: this.#last.counts,
      lately: this.#entities.lately,
      failing: this.pairs.failing,
    };
  }

  get saved(): SavedWatch {
    return {
      revision: this.#revision,
      isServed: this.#isServed,
      entities: this.#entities.saved,
      pairs: this.pairs.saved,
    };
  }

  /** Goes on where an earlier process was. */
  resume(saved: SavedWatch | undefined): void {
    this.#saved = saved;
    if (saved) this.pairs.resumeWindow(saved.pairs);
    this.#takeSaved();
  }

  #takeSaved(): void {
    const saved = this.#saved;
    if (saved?.revision !== this.#revision) return;
    this.#saved = undefined;
    this.pairs.resumeStep(saved.pairs);
    this.#entities.resume(saved.entities);
    this.pairs.resumeDetectors(saved.pairs);
  }
}

/** Ticks after which it is known at the latest whether a comparison is bad, at 2 × freshness, and reading takes time. */
const patience = ({ freshness }: WatchRule): number => {
  const slowest = Math.max(freshness.default, ...freshness.fields.map(([, lag]) => lag));
  return Math.min(longestPatience, Math.ceil((2 * slowest) / 1000) + 30);
};
const longestPatience = 900;

/** What speaks for falling: all that is bad but what nobody could settle (design: evidence §3); null where nothing does. */
function badnessOf({ class: of, fields }: Finding & { verdict: 'mismatch' | 'settled' }): Badness | null {
  if (of === 'failed' || of === 'semantic' || of === 'missing') return of;
  return fields.some((field) => field.late === true && field.class === 'stale') ? 'late' : null;
}

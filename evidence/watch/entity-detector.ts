import type { AlarmGrounds } from '../../routing-rules/alarm.js';
import {
  type DetectorState,
  detectorStatistic,
  startDetector,
  tickDetector,
} from '../../routing-rules/formulas/detector.js';
import { RecentlyJudged } from './recently-judged.js';

/** Entities that are known to be bad, remembered at most: those beyond count each time that they are judged. */
const mostBad = 100_000;

/** What the detector has come to with a tick. */
interface Come {
  after: DetectorState;
  statistic: number;
}

interface Tick extends Come {
  judged: number;
  turnedBad: number;
  /** Entities met that were known to be bad: nothing to the detector, which looks for those that turn. */
  knownBad: number;
}

const comeTo = (after: DetectorState): Come => ({ after, statistic: detectorStatistic(after) });

/**
 * F4 over the entities of one evidence (design: evidence §4): in each tick those judged that were not bad yet, and
 * those of them that turned bad. What settles counts as good until its class is known, and then takes its place
 * at the tick of its comparison: the statistic is made again from there.
 */
export class EntityDetector {
  /** What it came to before the ticks that may still change. */
  #base: Come;
  /** Closed ticks that may still change, oldest first; the open one is the next. */
  #closed: Tick[] = [];
  #open: Tick;
  #tick = 0;
  /** The oldest tick of which other things are known than it was closed with. */
  #outdated = 0;
  readonly #recent = new RecentlyJudged();
  readonly #bad = new Set<string>();
  readonly #settling = new Map<string, { readonly hash: string; readonly tick: number }>();

  /**
   * @param tau the mismatch rate above which it is to alarm
   * @param patience ticks after which a comparison is settled; what takes longer counts where it is known
   */
  constructor(
    private readonly tau: number,
    private readonly patience: number,
  ) {
    this.#base = comeTo(startDetector(tau));
    this.#open = this.#begun();
  }

  /** An entity was compared, and what came of it is known. A bad one that is clean has healed: it may turn bad again. */
  judge(hash: string, bad: boolean): void {
    if (!bad && this.#bad.delete(hash)) {
      this.#recent.take(hash, this.#tick);
      return;
    }
    if (!this.#takes(hash)) return;
    if (bad && this.#turns(hash)) this.#open.turnedBad += 1;
  }

  /** An entity was compared, and nobody can say what came of it: that makes none bad, and heals none. */
  pass(hash: string): void {
    this.#takes(hash);
  }

  /** An entity was compared, and what comes of it will be known by this name. */
  suspect(hash: string, suspect: string): void {
    if (!this.#takes(hash)) return;
    this.#settling.set(suspect, { hash, tick: this.#tick });
  }

  /** What came of it. */
  settle(suspect: string, bad: boolean): void {
    const judged = this.#settling.get(suspect);
    if (!judged) return;
    this.#settling.delete(suspect);
    if (!bad || !this.#turns(judged.hash)) return;
    const then = this.#at(judged.tick);
    if (then) {
      then.turnedBad += 1;
      this.#outdated = Math.min(this.#outdated, judged.tick);
      return;
    }
    // It was counted as good where nothing can be changed any more: it is judged anew.
    this.#open.judged += 1;
    this.#open.turnedBad += 1;
  }

  /** Closes a tick. */
  close(): void {
    this.#closed.push(this.#open);
    const first = this.#closed.length - 1 - (this.#tick - this.#outdated);
    let before = this.#closed[first - 1] ?? this.#base;
    for (const tick of this.#closed.slice(first)) {
      tick.after = tickDetector(before.after, tick);
      tick.statistic = tick.after === before.after ? before.statistic : detectorStatistic(tick.after);
      before = tick;
    }
    if (this.#closed.length > this.patience) this.#base = this.#closed.shift() ?? this.#base;
    this.#open = this.#begun();
    this.#tick += 1;
    this.#outdated = this.#tick;
  }

  /**
   * The highest that it comes to before the ticks that may still change, and in any of these. Of the last ticks little
   * is known yet, and what is not counts as good: it must not talk down what the ticks before came to when all of them
   * was known, nor an alarm before somebody has heard it. No tick comes to more than it does once everything is known,
   * so that a false alarm stays as rare.
   */
  get statistic(): number {
    return this.#closed.reduce((most, { statistic }) => Math.max(most, statistic), this.#base.statistic);
  }

  /** Entities judged, those of them that turned bad, and those met that were bad before, in the ticks that may still change. */
  get lately(): AlarmGrounds['lately'] {
    return this.#closed.reduce(
      (sum, { judged, turnedBad, knownBad }) => ({
        judged: sum.judged + judged,
        turnedBad: sum.turnedBad + turnedBad,
        knownBad: sum.knownBad + knownBad,
      }),
      { judged: 0, turnedBad: 0, knownBad: 0 },
    );
  }

  /** Begins anew; what is known to be bad stays so. */
  restart(): void {
    this.#base = comeTo(startDetector(this.tau));
    this.#closed = [];
    this.#open = this.#begun();
    this.#outdated = this.#tick;
    // Their ticks are gone: what comes of them tells of what is now.
    for (const [suspect, { hash }] of this.#settling) this.#settling.set(suspect, { hash, tick: -1 });
  }

  /** What is to be saved. */
  get saved(): DetectorState {
    return (this.#closed.at(-1) ?? this.#base).after;
  }

  /** Goes on where an earlier process was. */
  resume(saved: DetectorState): void {
    this.#base = comeTo(saved);
    this.#outdated = this.#tick - this.#closed.length;
  }

  #begun(): Tick {
    return { ...this.#base, judged: 0, turnedBad: 0, knownBad: 0 };
  }

  /** Whether it is judged now: once in a minute, and while it is not bad. */
  #takes(hash: string): boolean {
    if (!this.#recent.take(hash, this.#tick)) return false;
    const isBad = this.#bad.has(hash);
    if (isBad) this.#open.knownBad += 1;
    else this.#open.judged += 1;
    return !isBad;
  }

  /** Whether it was good until now. */
  #turns(hash: string): boolean {
    if (this.#bad.has(hash)) return false;
    if (this.#bad.size < mostBad) this.#bad.add(hash);
    return true;
  }

  #at(tick: number): Tick | undefined {
    return tick === this.#tick ? this.#open : this.#closed[this.#closed.length - (this.#tick - tick)];
  }
}

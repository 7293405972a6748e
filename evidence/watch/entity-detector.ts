import {
  type DetectorState,
  detectorStatistic,
  startDetector,
  tickDetector,
} from '../../routing-rules/formulas/detector.js';
import { RecentlyJudged } from './recently-judged.js';

/** Entities that are known to be bad, remembered at most: those beyond count each time that they are judged. */
const mostBad = 100_000;

interface Tick {
  judged: number;
  turnedBad: number;
}

/**
 * F4 over the entities of one evidence (design: evidence §4): in each tick those judged that were not bad yet, and
 * those of them that turned bad. What settles counts as good until its class is known, and then takes its place
 * at the tick of its comparison: the statistic is made again from there.
 */
export class EntityDetector {
  /** What it came to before the ticks that may still change. */
  #base: DetectorState;
  #head: DetectorState;
  #statistic = 0;
  #isOutdated = false;
  /** Closed ticks that may still change, oldest first; the open one is the next. */
  #closed: Tick[] = [];
  #open: Tick = { judged: 0, turnedBad: 0 };
  #tick = 0;
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
    this.#base = startDetector(tau);
    this.#head = this.#base;
  }

  /** An entity was compared, and what came of it is known. A bad one that is clean has healed: it may turn bad again. */
  judge(hash: string, bad: boolean): void {
    if (!bad && this.#bad.delete(hash)) {
      this.#recent.take(hash, this.#tick);
      return;
    }
    if (!this.#takes(hash)) return;
    this.#open.judged += 1;
    if (bad && this.#turns(hash)) this.#open.turnedBad += 1;
  }

  /** An entity was compared, and what comes of it will be known by this name. */
  suspect(hash: string, suspect: string): void {
    if (!this.#takes(hash)) return;
    this.#open.judged += 1;
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
      this.#isOutdated ||= then !== this.#open;
      return;
    }
    // It was counted as good where nothing can be changed any more: it is judged anew.
    this.#open.judged += 1;
    this.#open.turnedBad += 1;
  }

  /** Closes a tick. */
  close(): void {
    const closed = this.#open;
    this.#closed.push(closed);
    if (this.#closed.length > this.patience)
      this.#base = tickDetector(this.#base, this.#closed.shift() ?? closed);
    if (this.#isOutdated) this.#makeAgain();
    else {
      this.#head = tickDetector(this.#head, closed);
      this.#statistic = detectorStatistic(this.#head);
    }
    this.#isOutdated = false;
    this.#open = { judged: 0, turnedBad: 0 };
    this.#tick += 1;
  }

  /** Of all closed ticks; where what settled changed some of them, the highest that it comes to in any of these. */
  get statistic(): number {
    return this.#statistic;
  }

  /** Entities judged, and those that turned bad, in the ticks that may still change. */
  get lately(): Readonly<Tick> {
    return this.#closed.reduce(
      (sum, tick) => ({ judged: sum.judged + tick.judged, turnedBad: sum.turnedBad + tick.turnedBad }),
      { judged: 0, turnedBad: 0 },
    );
  }

  /** Begins anew; what is known to be bad stays so. */
  restart(): void {
    this.#base = startDetector(this.tau);
    this.#head = this.#base;
    this.#statistic = 0;
    this.#closed = [];
    this.#open = { judged: 0, turnedBad: 0 };
    this.#isOutdated = false;
    // Their ticks are gone: what comes of them tells of what is now.
    for (const [suspect, { hash }] of this.#settling) this.#settling.set(suspect, { hash, tick: -1 });
  }

  /** What is to be saved. */
  get saved(): DetectorState {
    return this.#head;
  }

  /** Goes on where an earlier process was. */
  resume(saved: DetectorState): void {
    this.#base = saved;
    this.#isOutdated = true;
  }

  /**
   * From the ticks on that may have changed. Of the last of them little is known yet, and what is not counts as good:
   * it must not talk down what the ticks before came to when all of them was known. No tick comes to more than it
   * does once everything is, so that a false alarm stays as rare.
   */
  #makeAgain(): void {
    this.#head = this.#base;
    this.#statistic = 0;
    for (const tick of this.#closed) {
      this.#head = tickDetector(this.#head, tick);
      this.#statistic = Math.max(this.#statistic, detectorStatistic(this.#head));
    }
  }

  #takes(hash: string): boolean {
    return !this.#bad.has(hash) && this.#recent.take(hash, this.#tick);
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

import {
  type DetectorState,
  detectorStatistic,
  quietValue,
  startDetector,
  tickDetector,
} from '../../routing-rules/formulas/detector.js';

/** F4 over pairs, tick by tick (design: evidence §4): how many of them were bad. */
export class RateDetector {
  #state: DetectorState;
  #judged = 0;
  #turnedBad = 0;

  /** @param tau the rate above which it is to alarm */
  constructor(private readonly tau: number) {
    this.#state = startDetector(tau);
  }

  note(bad: boolean): void {
    this.#judged += 1;
    if (bad) this.#turnedBad += 1;
  }

  /** Closes a tick; one without pairs changes nothing. */
  close(): void {
    this.#state = tickDetector(this.#state, { judged: this.#judged, turnedBad: this.#turnedBad });
    this.#judged = 0;
    this.#turnedBad = 0;
  }

  get statistic(): number {
    return detectorStatistic(this.#state);
  }

  /** What it comes to rest at while all is well. */
  get quiet(): number {
    return quietValue(this.tau);
  }

  restart(): void {
    this.#state = startDetector(this.tau);
    this.#judged = 0;
    this.#turnedBad = 0;
  }

  /** What is to be saved. */
  get saved(): DetectorState {
    return this.#state;
  }

  /** Goes on where an earlier process was. */
  resume(saved: DetectorState): void {
    this.#state = saved;
  }
}

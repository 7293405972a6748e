import {
  quietWorse,
  startWorse,
  tickWorse,
  type WorseState,
  worseStatistic,
} from '../../routing-rules/formulas/worse.js';
import type { PairedCounts } from '../../routing-rules/formulas/paired.js';

/** Which sides of a pair were bad. */
export interface BadSides {
  readonly legacy: boolean;
  readonly candidate: boolean;
}

/** F6 over pairs, tick by tick (design: evidence §4): mean of Z, the candidate's badness less legacy's. */
export class PairDetector {
  #state: WorseState = startWorse();
  #pairs = 0;
  #difference = 0;

  /** @param margin η: by how many points more often than legacy the candidate may be bad */
  constructor(private readonly margin: number) {}

  note({ legacy, candidate }: BadSides): void {
    this.#pairs += 1;
    this.#difference += Number(candidate) - Number(legacy);
  }

  /** Closes a tick; one without pairs changes nothing. */
  close(): void {
    this.#state = tickWorse(
      this.#state,
      this.#pairs === 0 ? null : this.#difference / this.#pairs,
      this.margin,
    );
    this.#pairs = 0;
    this.#difference = 0;
  }

  get statistic(): number {
    return worseStatistic(this.#state);
  }

  /** What it comes to rest at while all is well. */
  get quiet(): number {
    return quietWorse(this.margin);
  }

  restart(): void {
    this.resume(startWorse());
    this.#pairs = 0;
    this.#difference = 0;
  }

  /** What is to be saved. */
  get saved(): WorseState {
    return this.#state;
  }

  /** Goes on where an earlier process was. */
  resume(saved: WorseState): void {
    this.#state = saved;
  }
}

/** Pairs by which of their sides were bad. */
export interface PairSums extends PairedCounts {
  readonly bothBad: number;
}

/** Counts pairs by which of their sides were bad. */
export class PairTally {
  #pairs = 0;
  #both = 0;
  #candidateOnly = 0;
  #legacyOnly = 0;

  note({ legacy, candidate }: BadSides): void {
    this.#pairs += 1;
    if (legacy && candidate) this.#both += 1;
    else if (candidate) this.#candidateOnly += 1;
    else if (legacy) this.#legacyOnly += 1;
  }

  get counts(): PairSums {
    return {
      pairs: this.#pairs,
      candidateOnlyBad: this.#candidateOnly,
      legacyOnlyBad: this.#legacyOnly,
      bothBad: this.#both,
    };
  }

  /** Adds what was saved. */
  resume({ pairs, candidateOnlyBad, legacyOnlyBad, bothBad }: PairSums): void {
    this.#pairs += pairs;
    this.#both += bothBad;
    this.#candidateOnly += candidateOnlyBad;
    this.#legacyOnly += legacyOnlyBad;
  }
}

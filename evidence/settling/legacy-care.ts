import type { Observation } from '../../comparators/observation.js';

/** Milliseconds for which legacy is left alone once it strains. */
const leftAlone = 60_000;
/**
 * The last reads again that count, and how many of them may fail. Where legacy always fails one read in ten,
 * as it may for what is odd, chance makes more of them fail in seven of a million such windows.
 */
const lastReads = 20;
const mostFailures = 9;
/**
 * Answers of one window. Its median moves when all of legacy is slower, not when one answer in a hundred is: where
 * latencies are log-normal with σ = 1, it is twice the usual one by chance once in ten million windows.
 */
const windowSize = 100;
/** Weight of one window in what is usual, and after how many that is believed. */
const learning = 1 / 20;
const believedAfter = 3;
/** How much slower than usual legacy may be, as a factor. */
const slower = 2;

/**
 * Whether legacy may be read again. Its owners never asked for more load: not while its latency or errors
 * rise, and not where an answer sets cookies, for it does more than answer (design: evidence §2).
 */
export class LegacyCare {
  #until = Number.NEGATIVE_INFINITY;
  #window: number[] = [];
  #windows = 0;
  /** Seconds: the median of windows. */
  #usual = 0;
  #reads: boolean[] = [];

  /** A request that legacy answered of its own: how many seconds it took. */
  answered(seconds: number, now: number): void {
    this.#window.push(seconds);
    if (this.#window.length < windowSize) return;
    const median = this.#window.toSorted((a, b) => a - b)[windowSize / 2] ?? 0;
    this.#window = [];
    if (this.#windows >= believedAfter && median > slower * this.#usual) this.#until = now + leftAlone;
    this.#windows += 1;
    this.#usual += (median - this.#usual) * Math.max(learning, 1 / this.#windows);
  }

  /** It was read again. */
  read(observation: Observation, now: number): void {
    this.#reads = [...this.#reads, isStrain(observation)].slice(-lastReads);
    if (this.#reads.filter(Boolean).length <= mostFailures) return;
    this.#reads = [];
    this.#until = now + leftAlone;
  }

  mayRead(now: number): boolean {
    return now >= this.#until;
  }
}

/** Signs of a side that has too much to do; what Banyan itself gave up, or credentials that expired, are none. */
const isStrain = (observation: Observation): boolean =>
  observation.kind === 'failure'
    ? observation.reason !== 'aborted'
    : observation.status >= 500 || observation.status === 408 || observation.status === 429;

/** Whether an answer changes something on the side of whoever asked. */
export const setsCookies = (observation: Observation): boolean =>
  observation.kind === 'answer' && observation.headers.some(([name]) => name.toLowerCase() === 'set-cookie');

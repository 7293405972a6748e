/** Bins of times, each 1 % wider than the one before, from 1 ms on. */
const bins = 1_200;
const binOf = (seconds: number): number =>
  Math.min(bins - 1, Math.max(0, Math.floor(Math.log(seconds * 1000) / Math.log(1.01))));

/** The usual test of latencies: do the candidate's times tend to be longer than legacy's (Mann and Whitney)? */
export class MannWhitney {
  readonly #legacy = new Float64Array(bins);
  readonly #candidate = new Float64Array(bins);
  #pairs = 0;

  /** Times in seconds. */
  note(legacy: number, candidate: number): void {
    const [l, c] = [binOf(legacy), binOf(candidate)];
    this.#legacy[l] = (this.#legacy[l] ?? 0) + 1;
    this.#candidate[c] = (this.#candidate[c] ?? 0) + 1;
    this.#pairs += 1;
  }

  /** Standard deviations by which the candidate's ranks are above what they are among equals. */
  get z(): number {
    const n = this.#pairs;
    if (n < 2) return 0;
    let below = 0;
    let u = 0;
    let ties = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      const [legacy = 0, candidate = 0] = [this.#legacy[bin], this.#candidate[bin]];
      u += candidate * (below + legacy / 2);
      below += legacy;
      const tied = legacy + candidate;
      ties += tied ** 3 - tied;
    }
    const variance = ((n * n) / 12) * (2 * n + 1 - ties / (2 * n * (2 * n - 1)));
    return (u - (n * n) / 2) / Math.sqrt(variance);
  }
}

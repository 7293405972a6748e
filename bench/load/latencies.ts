import { build } from 'hdr-histogram-js';

/** Latencies of one round, to the microsecond. */
export class Latencies {
  readonly #micros = build({ bitBucketSize: 64, numberOfSignificantValueDigits: 3, useWebAssembly: false });

  /** Takes a latency in milliseconds. */
  record(milliseconds: number): void {
    this.#micros.recordValue(Math.max(1, Math.round(milliseconds * 1e3)));
  }

  /** Milliseconds within which so many percent were answered. */
  percentile(percent: number): number {
    return this.#micros.getValueAtPercentile(percent) / 1e3;
  }
}

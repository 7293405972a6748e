import { build, type Histogram } from 'hdr-histogram-js';
import type { Quantiles } from './scorecard.js';
import type { Side } from './tally.js';

/** How long both sides of a route took, since this process began. */
export class LatencyBook {
  readonly #histograms: Readonly<Record<Side, Histogram>> = { legacy: histogram(), candidate: histogram() };

  record(side: Side, seconds: readonly number[]): void {
    for (const second of seconds) {
      this.#histograms[side].recordValue(Math.max(1, Math.round(second * microseconds)));
    }
  }

  /** In seconds; null while nothing was measured. */
  quantiles(side: Side): Quantiles {
    const of = this.#histograms[side];
    if (of.totalCount === 0) return { p50: null, p95: null, p99: null };
    const at = (percentile: number): number => of.getValueAtPercentile(percentile) / microseconds;
    return { p50: at(50), p95: at(95), p99: at(99) };
  }
}

const microseconds = 1_000_000;

const histogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600 * microseconds,
    numberOfSignificantValueDigits: 2,
    autoResize: true,
  });

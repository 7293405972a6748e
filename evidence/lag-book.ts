import type { Quantiles } from './scorecard.js';

/** Buckets grow by a tenth: a quantile is told too high by that at most. */
const growth = 1.1;
/** Seconds: the end of the first bucket, and of the last. */
const least = 0.001;
const most = 30 * 86_400;
const lastBucket = Math.ceil(Math.log(most / least) / Math.log(growth));

/** How often a lag was seen, by bucket. */
export type LagCounts = readonly (readonly [bucket: number, count: number])[];

/** How long the candidate lagged where it caught up, told as the end of the step in which it did. */
export class LagBook {
  readonly #counts = new Map<number, number>();

  /** Takes up what was saved, under what was counted here meanwhile. */
  resume(counts: LagCounts): void {
    for (const [bucket, count] of counts) this.#add(bucket, count);
  }

  /** @param lags seconds */
  record(lags: readonly number[]): void {
    for (const lag of lags) this.#add(bucketOf(lag), 1);
  }

  get counts(): LagCounts {
    return [...this.#counts].toSorted(([a], [b]) => a - b);
  }

  /** In seconds; null while nothing was measured. */
  get quantiles(): Quantiles {
    const counts = this.counts;
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const at = (share: number): number | null => {
      let seen = 0;
      for (const [bucket, count] of counts) if ((seen += count) >= share * total) return endOf(bucket);
      return null;
    };
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  #add(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
  }
}

const bucketOf = (seconds: number): number =>
  Math.min(lastBucket, Math.max(0, Math.ceil(Math.log(seconds / least) / Math.log(growth))));

const endOf = (bucket: number): number => Number((least * growth ** bucket).toPrecision(3));

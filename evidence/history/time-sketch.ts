import type { Quantiles } from '../scorecard.js';

/** Buckets grow by a tenth, and a quantile is told as the middle of its bucket: 5 % beside it at most. */
const growth = 1.1;
/** Seconds: the end of the first bucket, and of the last. */
const least = 0.000_1;
const most = 3_600;
const lastBucket = Math.ceil(Math.log(most / least) / Math.log(growth));

/** How often a time was seen: a bucket and its count, then the next, by bucket. At most 184 buckets have a count. */
export type TimeCounts = readonly number[];

/** How long things took in one step, so that the steps of an hour make that of the hour. */
export class TimeSketch {
  /** By bucket: there are few, and steps are added up by the thousand. */
  readonly #counts = new Float64Array(lastBucket + 1);

  /** @param seconds one for each time that was measured */
  record(seconds: readonly number[]): void {
    for (const one of seconds) this.#add(bucketOf(one), 1);
  }

  /** Takes in what was counted elsewhere. */
  take(counts: TimeCounts): void {
    for (let i = 0; i < counts.length; i += 2) this.#add(counts[i] ?? 0, counts[i + 1] ?? 0);
  }

  get counts(): TimeCounts {
    const counts: number[] = [];
    for (let bucket = 0; bucket <= lastBucket; bucket++) {
      const count = this.#counts[bucket] ?? 0;
      if (count > 0) counts.push(bucket, count);
    }
    return counts;
  }

  #add(bucket: number, count: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
  }
}

/** What all of them were, in whatever order. */
export function addedTimes(all: readonly TimeCounts[]): TimeCounts {
  const some = all.filter(({ length }) => length > 0);
  if (some.length < 2) return some[0] ?? [];
  const sketch = new TimeSketch();
  for (const counts of some) sketch.take(counts);
  return sketch.counts;
}

/** In seconds; null where nothing was measured. */
export function quantilesOf(counts: TimeCounts): Quantiles {
  const total = counts.reduce((sum, value, i) => (i % 2 === 1 ? sum + value : sum), 0);
  const at = (share: number): number | null => {
    let seen = 0;
    for (let i = 0; i < counts.length; i += 2)
      if ((seen += counts[i + 1] ?? 0) >= share * total) return middleOf(counts[i] ?? 0);
    return null;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const bucketOf = (seconds: number): number =>
  Math.min(lastBucket, Math.max(0, Math.ceil(Math.log(seconds / least) / Math.log(growth))));

const middleOf = (bucket: number): number => Number((least * growth ** (bucket - 0.5)).toPrecision(3));

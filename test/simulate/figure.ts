import { isTooOften, isTooSeldom, poissonAtLeast, unlikely } from './beyond-chance.js';

/** In how many runs something happened. */
export interface Share {
  readonly hits: number;
  readonly runs: number;
}

/** What was measured. */
export type Measured =
  | ({ readonly kind: 'share' } & Share)
  | {
      readonly kind: 'amount';
      /** One for each run, in any order; Infinity where it did not happen within the run. */
      readonly values: readonly number[];
      readonly unit: string;
      /** One value, which no luck moves beyond its bound: it is held to it as it is. */
      readonly isCertain?: true;
    }
  | {
      readonly kind: 'count';
      /** Events in so many years. */
      readonly events: number;
      readonly years: number;
    };

/** What the design promises of it: a share, the median of an amount, events in a year. */
export type Bound =
  | { readonly most: number }
  | { readonly least: number }
  /** None: the figure shows what the design does not promise, and why. */
  | { readonly none: string };

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly measured: Measured;
  readonly bound: Bound;
  /** The usual way, in the same runs. */
  readonly naive?: Share & { readonly how: string };
}

/**
 * Whether chance does not explain that the bound was not kept: shares by the binomial of the bound, medians by the
 * binomial of ½ (so many runs lie beyond the bound), counts by the Poisson distribution.
 */
export function isBroken({ measured, bound }: Figure): boolean {
  if ('none' in bound) return false;
  switch (measured.kind) {
    case 'share':
      return 'most' in bound
        ? isTooOften(measured.hits, measured.runs, bound.most)
        : isTooSeldom(measured.hits, measured.runs, bound.least);
    case 'amount': {
      const beyond = measured.values.filter((value) =>
        'most' in bound ? value > bound.most : value < bound.least,
      ).length;
      return measured.isCertain ? beyond > 0 : isTooOften(beyond, measured.values.length, 0.5);
    }
    case 'count':
      return 'most' in bound && poissonAtLeast(measured.events, bound.most * measured.years) < unlikely;
  }
}

/** The value below which this part of them lies; Infinity stands last. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

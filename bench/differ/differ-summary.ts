import { median } from '../median.js';
import type { DifferName } from './contenders.js';
import type { DifferResult, DifferStanding } from './differ-trial.js';

/** The medians over a contender's rounds. */
export interface DifferSummary {
  readonly contender: DifferName;
  /** Milliseconds of one run; undefined of who gave up. */
  readonly milliseconds: number | undefined;
  /** How far the rounds lie apart, from the least to the most, as a share of the median. */
  readonly spread: number | undefined;
  readonly gaveUp: string | undefined;
  /** Bytes. */
  readonly peak: number | undefined;
}

/** A trial summed up, contender by contender. */
export const summariesOf = ({ standings }: DifferResult): readonly DifferSummary[] =>
  standings.map(summarise);

function summarise({ contender, rounds, gaveUp, peak }: DifferStanding): DifferSummary {
  if (gaveUp !== undefined) return { contender, milliseconds: undefined, spread: undefined, gaveUp, peak };
  const each = rounds.map(({ runs, milliseconds }) => milliseconds / runs);
  const milliseconds = median(each);
  const spread = (Math.max(...each) - Math.min(...each)) / milliseconds;
  return { contender, milliseconds, spread, gaveUp, peak };
}

/** Milliseconds of one contender among those of a trial. */
export const timeOf = (
  summaries: readonly DifferSummary[] | undefined,
  name: DifferName,
): number | undefined => summaries?.find(({ contender }) => contender === name)?.milliseconds;

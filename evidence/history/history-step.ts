import type { Stage } from '../../routing-rules/dial.js';
import { type ClassCounts, type MismatchClass, mismatchClasses } from '../mismatch-class.js';
import type { Scorecard } from '../scorecard.js';
import { addedTimes, type TimeCounts } from './time-sketch.js';

/** How a route stood when a step ended. */
export interface Stood {
  readonly stage: Stage;
  /** Ratio 0–1. */
  readonly share: number;
  /** The share of entities that are bad, as the scorecard told it. */
  readonly rate: Pick<Scorecard['rate'], 'estimate' | 'lower' | 'upper'>;
  readonly threshold: number;
  /** The candidate's version; null where it tells none. */
  readonly candidate: string | null;
}

/** What happened within a step, whatever evidence it was counted as: never less than 0 when evidence restarts. */
export interface Happened {
  readonly requests: number;
  readonly compared: number;
  /** By class, in the step in which that was known: what settles may have been compared in an earlier one. */
  readonly mismatched: Readonly<Partial<ClassCounts>>;
  /** Seconds that each side's answers took in all. */
  readonly legacy: TimeCounts;
  readonly candidate: TimeCounts;
  /** Seconds that the candidate lagged where it caught up. */
  readonly lag: TimeCounts;
}

/** A route over one step of time. */
export interface HistoryStep {
  readonly route: string;
  /** The end of the step, in epoch seconds; a multiple of `seconds`. */
  readonly at: number;
  /** How long it is. */
  readonly seconds: number;
  /** Null where this is not known: a standby sees what happens at it, and not the evidence that the dial stands on. */
  readonly stood: Stood | null;
  readonly happened: Happened;
}

/** What happened in all of them, in whatever order. */
export function addedUp(all: readonly Happened[]): Happened {
  const sum = (count: (one: Happened) => number): number => all.reduce((total, one) => total + count(one), 0);
  return {
    requests: sum((one) => one.requests),
    compared: sum((one) => one.compared),
    mismatched: addedClasses(all),
    legacy: addedTimes(all.map((one) => one.legacy)),
    candidate: addedTimes(all.map((one) => one.candidate)),
    lag: addedTimes(all.map((one) => one.lag)),
  };
}

function addedClasses(all: readonly Happened[]): Happened['mismatched'] {
  const sum: Partial<Record<MismatchClass, number>> = {};
  for (const { mismatched } of all)
    for (const name of mismatchClasses) if (mismatched[name]) sum[name] = (sum[name] ?? 0) + mismatched[name];
  return sum;
}

/**
 * Steps of one length made of shorter ones, oldest first: what happened is added up, and the route stood as it did
 * at the end of the last of them that knows it, of several that end together as the first says. Where there was none
 * stays a gap.
 * @param seconds a multiple of the length of each
 */
export function gathered(steps: readonly HistoryStep[], seconds: number): readonly HistoryStep[] {
  const groups = new Map<string, HistoryStep[]>();
  for (const step of steps) {
    const name = `${endIn(step, seconds)} ${step.route}`;
    const group = groups.get(name);
    if (group) group.push(step);
    else groups.set(name, [step]);
  }
  return [...groups.values()].map((group) => madeOne(group, seconds)).toSorted((a, b) => a.at - b.at);
}

const endIn = ({ at }: HistoryStep, seconds: number): number => Math.ceil(at / seconds) * seconds;

function madeOne(group: readonly HistoryStep[], seconds: number): HistoryStep {
  const knowing = group.filter(({ stood }) => stood !== null);
  const last = (knowing.length > 0 ? knowing : group).reduce((latest, step) =>
    step.at > latest.at ? step : latest,
  );
  const happened = group.length === 1 ? last.happened : addedUp(group.map((step) => step.happened));
  return { ...last, at: endIn(last, seconds), seconds, happened };
}

import type { Position } from '../../routing-rules/dial.js';
import { forgetting } from '../audit-chain.js';
import { type ClassCounts, noClasses } from '../mismatch-class.js';
import type { AuditEntry, Quantiles } from '../scorecard.js';
import { gathered, type Happened, type HistoryStep, type Stood } from './history-step.js';
import { mostPoints, resolutionOf } from './tiers.js';
import { quantilesOf } from './time-sketch.js';

/** Which part of a route's past is asked for. */
export interface HistoryAsked {
  /** Epoch seconds; an hour before `to` when nothing is said. */
  readonly from?: number | undefined;
  /** Epoch seconds; now when not given. */
  readonly to?: number | undefined;
  /** Seconds before `to`, in place of `from`. */
  readonly last?: number | undefined;
  /** At most so many points, {@link mostPoints} when not given. */
  readonly points?: number | undefined;
}

/** A span of time, in epoch seconds, and the length of the steps in which it is told where all are kept so finely. */
export interface HistorySpan {
  readonly from: number;
  readonly to: number;
  readonly resolution: number;
}

/** A route over one step: what happened within it, and how it stood at its end. */
export interface HistoryPoint extends Stood {
  /** The end of the step, RFC 3339; of one that is not over, the end of what was counted. */
  readonly at: string;
  readonly requests: number;
  readonly compared: number;
  /** In the step in which the class was known. */
  readonly mismatched: ClassCounts;
  readonly latency: { readonly legacy: Quantiles; readonly candidate: Quantiles };
  /** How long the candidate lagged where it caught up. */
  readonly lag: Quantiles;
}

/** Something that happened to the dial, or another version, or other rules, that began evidence: its entry of the audit, in short. */
export interface HistoryChange {
  /** Of the entry in the audit. */
  readonly id: number;
  readonly time: string;
  readonly action: string;
  readonly from: Position;
  readonly to: Position;
  readonly actor: string;
  readonly forced: boolean;
  readonly reason: string;
}

/** The past of a route: `GET …/history`. */
export interface RouteHistory {
  /** RFC 3339 instants. */
  readonly from: string;
  readonly to: string;
  /** Seconds of each point's step. */
  readonly resolution: number;
  /** Oldest first. Where Banyan did not run there is none. */
  readonly points: readonly HistoryPoint[];
  /** Oldest first; the newest {@link mostChanges} of the span. */
  readonly changes: readonly HistoryChange[];
}

/** The most changes that are told of a span. */
export const mostChanges = 200;

/** The span that is asked for, told as finely as it is kept. */
export function spanOf({ from, to, last, points }: HistoryAsked, now: number): HistorySpan {
  const until = Math.min(to ?? now, now);
  const since = from ?? until - (last ?? 3_600);
  return { from: since, to: until, resolution: resolutionOf(since, until, now, points ?? mostPoints) };
}

/**
 * Steps of one route, as points of a resolution that each of them fits in, oldest first. What does not know how the
 * route stood is told by what came before, the first by what comes next; where none knows, there is no point.
 * @param resolution seconds
 */
export function pointsOf(
  steps: readonly HistoryStep[],
  resolution: number,
  now: number,
): readonly HistoryPoint[] {
  const newest = steps.reduce((last, { at }) => Math.max(last, at), 0);
  const told = gathered(steps, resolution);
  let last = told.find(({ stood }) => stood !== null)?.stood ?? null;
  return told.flatMap(({ at, stood, happened }) => {
    last = stood ?? last;
    return last ? [pointOf(at > now ? Math.min(at, newest) : at, last, happened)] : [];
  });
}

function pointOf(at: number, stood: Stood, happened: Happened): HistoryPoint {
  const { requests, compared, mismatched, legacy, candidate, lag } = happened;
  return {
    at: instantOf(at),
    ...stood,
    requests,
    compared,
    mismatched: { ...noClasses(), ...mismatched },
    latency: { legacy: quantilesOf(legacy), candidate: quantilesOf(candidate) },
    lag: quantilesOf(lag),
  };
}

/**
 * The changes within a span, oldest first.
 * @param read entries of the route, newest first: so many, with a smaller id than this
 */
export async function changesOf(
  { from, to }: HistorySpan,
  read: (limit: number, before: number | undefined) => Promise<readonly AuditEntry[]>,
): Promise<readonly HistoryChange[]> {
  const found: HistoryChange[] = [];
  let before: number | undefined;
  for (let pages = 0; pages < mostChanges / pageSize; pages++) {
    const page = await read(pageSize, before);
    for (const entry of page) {
      const time = Date.parse(entry.time) / 1000;
      if (time > from && time <= to && entry.action !== forgetting) found.push(inShort(entry));
    }
    before = page.at(-1)?.id;
    const oldest = page.at(-1)?.time;
    if (page.length < pageSize || oldest === undefined || Date.parse(oldest) / 1000 <= from) break;
  }
  return found.toReversed();
}

/** Entries that are read at once: each holds the evidence that it was decided on. */
const pageSize = 40;

const inShort = ({ id, time, action, from, to, actor, forced, reason }: AuditEntry): HistoryChange => ({
  id,
  time,
  action,
  from,
  to,
  actor,
  forced,
  reason,
});

/** RFC 3339, of epoch seconds. */
export const instantOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

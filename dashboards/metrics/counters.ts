import { Counter, Histogram } from 'prom-client';
import { badClasses, mismatchClasses } from '../../evidence/mismatch-class.js';
import { skipReasons } from '../../evidence/skip-reason.js';
import { unsettledReasons } from '../../evidence/unsettled-reason.js';
import type { OpenRegistry } from './exposition.js';

/** Seconds, from a projection's first milliseconds to a cascade at its worst. */
const answerBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Seconds, from a stream that keeps up to one that was out for an hour. */
const lagBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600];

/** What is counted as it happens; the names are the public contract. */
export function declareCounters(registry: OpenRegistry) {
  const registers = [registry];
  const counter = <Label extends string>(
    name: string,
    help: string,
    ...labelNames: Label[]
  ): Counter<Label> => new Counter({ name, help, labelNames, registers });
  /** A counter whose last increment may name a sample that shows it. */
  const shown = <Label extends string>(
    name: string,
    help: string,
    ...labelNames: Label[]
  ): Counter<Label | 'sample_id'> =>
    // The library takes the labels of an exemplar for labels of the metric; that they are not, `labelNames` says.
    new Counter<Label | 'sample_id'>({ name, help, labelNames, enableExemplars: true, registers });
  return {
    requests: counter(
      'banyan_requests_total',
      'Requests that ended, by the side that answered and the status class.',
      'route',
      'served_by',
      'code',
    ),
    durations: new Histogram<'route' | 'side' | 'trace_id'>({
      name: 'banyan_request_duration_seconds',
      help: 'Time until an answer was read to its end, by side.',
      labelNames: ['route', 'side'] as const,
      buckets: answerBuckets,
      enableExemplars: true,
      registers,
    }),
    failures: counter(
      'banyan_upstream_failures_total',
      'Reads of a side that gave no answer, by reason.',
      'route',
      'side',
      'reason',
    ),
    fallbacks: counter(
      'banyan_fallbacks_total',
      'Requests answered by legacy because the candidate could not.',
      'route',
      'reason',
    ),
    withoutStickyKey: counter(
      'banyan_requests_without_sticky_key_total',
      'Requests that carry no sticky key, so that legacy answers them until the candidate answers all.',
      'route',
    ),
    comparisons: counter('banyan_comparisons_total', 'Comparisons, by verdict.', 'route', 'verdict'),
    skipped: counter(
      'banyan_comparisons_skipped_total',
      'Matched requests that were not compared, by reason.',
      'route',
      'reason',
    ),
    mismatches: shown('banyan_mismatches_total', 'Comparisons that mismatch, by class.', 'route', 'class'),
    late: counter(
      'banyan_late_total',
      'Differences that healed, but only past freshness: they count as bad.',
      'route',
    ),
    fingerprints: counter(
      'banyan_new_fingerprints_total',
      'Patterns and kinds of difference that their route never showed before, by the class they were told with.',
      'route',
      'class',
    ),
    unsettled: counter(
      'banyan_unsettled_total',
      'Comparisons whose class was never known, by reason.',
      'route',
      'reason',
    ),
    fields: shown(
      'banyan_field_mismatches_total',
      'Comparisons in which a pattern differs, by class; patterns without a series of their own are in "(other)".',
      'route',
      'pattern',
      'class',
    ),
    settleLag: new Histogram({
      name: 'banyan_settle_lag_seconds',
      help: 'How long the candidate lagged, told as the end of the step in which it healed.',
      labelNames: ['route'] as const,
      buckets: lagBuckets,
      registers,
    }),
    dialChanges: counter(
      'banyan_dial_changes_total',
      'Changes of the dial, by direction (raise, lower, hold, resume) and actor.',
      'route',
      'direction',
      'by',
    ),
  };
}

export type Counters = ReturnType<typeof declareCounters>;

/** Starts a route's series at 0, so that a rate over the first mismatch is not lost and boards have lines to draw. */
export function startAtZero(counters: Counters, route: string): void {
  for (const verdict of ['match', 'mismatch']) counters.comparisons.inc({ route, verdict }, 0);
  for (const mismatchClass of mismatchClasses) {
    const labels = { route, class: mismatchClass };
    counters.mismatches.inc({ labels, value: 0 });
    if (badClasses.has(mismatchClass)) counters.fingerprints.inc(labels, 0);
  }
  counters.late.inc({ route }, 0);
  counters.withoutStickyKey.inc({ route }, 0);
  for (const reason of skipReasons) counters.skipped.inc({ route, reason }, 0);
  for (const reason of unsettledReasons) counters.unsettled.inc({ route, reason }, 0);
  for (const side of ['legacy', 'candidate'] as const) counters.durations.zero({ route, side });
  counters.settleLag.zero({ route });
}

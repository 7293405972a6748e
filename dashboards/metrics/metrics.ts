import type { MismatchClass } from '../../evidence/mismatch-class.js';
import type { AuditEntry, Scorecard } from '../../evidence/scorecard.js';
import { type Counted, type Finding, passthroughRoute, type Tally } from '../../evidence/tally.js';
import { stages } from '../../routing-rules/dial.js';
import type { FailuresOf } from '../upstream-standing.js';
import type { Vitals } from '../vitals.js';
import { declareCounters, startAtZero } from './counters.js';
import { declareGauges } from './gauges.js';
import { type Exposition, exposition, openRegistry } from './exposition.js';
import { otherPatterns, PatternNames } from './pattern-names.js';
import { declareProcessMetrics } from './process-metrics.js';
import { ShownSuspects } from './shown-suspects.js';
import type { MetricSources } from './sources.js';

/** Everything Prometheus is told. Counts as it listens, reads gauges when scraped. */
export interface Metrics extends Counted {
  /** Counts a change of a dial, whoever made it; what left it where it is, is none (design: product, Metrics). */
  dialChanged(entry: Pick<AuditEntry, 'route' | 'action' | 'actor' | 'from' | 'to'>): void;
  /** Counts a fingerprint that its route never showed before, once it is known to be bad. */
  newFingerprint(route: string, mismatchClass: MismatchClass): void;
  /** Takes what the live path tells of itself. */
  vitals(vitals: Vitals): void;
  /** Reads that gave no answer since this was made, by route, side and reason. */
  failures(): Promise<readonly FailuresOf[]>;
  /**
   * The exposition, and its content type: OpenMetrics, which alone carries exemplars, or the plain text of Prometheus.
   */
  scrape(as?: Exposition): Promise<{ readonly type: string; readonly text: string }>;
}

/** Series of field mismatches with a pattern of their own, over all routes. */
const fieldSeriesLimit = 900;

/** `scorecards` are read at each scrape; when they cannot be, the counters are told without them. */
export function createMetrics(
  scorecards: () => readonly Scorecard[],
  sources: Partial<MetricSources> = {},
): Metrics {
  const registry = openRegistry();
  const counters = declareCounters(registry);
  const setGauges = declareGauges(registry);
  const ofProcess = declareProcessMetrics(registry);
  const expose = exposition(registry);
  const started = new Set<string>();
  const suspects = new ShownSuspects();
  const label = fieldLabels();

  // Before anything is observed: `zero` of a histogram forgets what it has. What no route matched is not compared.
  const begin = (route: string): void => {
    if (started.has(route) || route === passthroughRoute) return;
    started.add(route);
    startAtZero(counters, route);
  };

  const traffic = (tally: Tally): void => {
    for (const { route, servedBy, code, count } of tally.requests) {
      counters.requests.inc({ route, served_by: servedBy, code: statusClass(code) }, count);
    }
    for (const { route, side, seconds, example } of tally.durations) {
      begin(route);
      const labels = { route, side };
      const series = counters.durations.labels(labels);
      const exemplar = example ? seconds.indexOf(example.seconds) : -1;
      for (const [at, value] of seconds.entries())
        if (example && at === exemplar)
          counters.durations.observe({ labels, value, exemplarLabels: { trace_id: example.trace } });
        else series.observe(value);
    }
    for (const { route, side, reason, count } of tally.failures)
      counters.failures.inc({ route, side, reason }, count);
    for (const { route, reason, count } of tally.fallbacks) counters.fallbacks.inc({ route, reason }, count);
    for (const { route, count } of tally.withoutStickyKey) counters.withoutStickyKey.inc({ route }, count);
    for (const { route, reason, count } of tally.skipped) counters.skipped.inc({ route, reason }, count);
  };

  const finding = (found: Finding): void => {
    const { route, verdict } = found;
    // It is counted when it has a class.
    if (verdict === 'confirmed') return;
    if (verdict === 'skipped') {
      counters.skipped.inc({ route, reason: found.reason });
      return;
    }
    if (verdict !== 'settled')
      counters.comparisons.inc({ route, verdict: verdict === 'match' ? 'match' : 'mismatch' });
    const exemplar = exemplarOf(suspects.sampleOf(found));
    if (verdict === 'match' || verdict === 'settling') return;
    if (verdict === 'settled') {
      begin(route);
      for (const lag of found.lags) counters.settleLag.observe({ route }, lag);
      counters.late.inc({ route }, found.fields.filter(({ late }) => late).length);
    }
    counters.mismatches.inc({ labels: { route, class: found.class }, ...exemplar });
    if (found.why !== undefined) counters.unsettled.inc({ route, reason: found.why });
    // Ten wrong totals in one answer are one comparison in which the pattern differs, as the page tells it.
    const told = new Set<string>();
    for (const field of found.fields) {
      const key = `${field.class} ${field.pattern}`;
      if (told.has(key)) continue;
      told.add(key);
      const labels = { route, pattern: label(route, field.pattern, field.class), class: field.class };
      counters.fields.inc({ labels, ...exemplar });
    }
  };

  return {
    traffic,
    finding,
    dialChanged({ route, actor, ...entry }) {
      const turned = direction(entry);
      if (turned) counters.dialChanges.inc({ route, direction: turned, by: actor });
    },
    newFingerprint(route, mismatchClass) {
      begin(route);
      counters.fingerprints.inc({ route, class: mismatchClass });
    },
    vitals: (vitals) => ofProcess.vitals(vitals),
    async failures() {
      const { values } = await counters.failures.get();
      return values.map(({ labels: { route, side, reason }, value }) => ({
        route: String(route),
        side: side === 'candidate' ? 'candidate' : 'legacy',
        reason: String(reason),
        count: value,
      }));
    },
    scrape(as = 'text') {
      const cards = readOr(scorecards, []);
      for (const { name } of cards) begin(name);
      setGauges(
        cards,
        readOr(() => sources.limits?.() ?? [], []),
      );
      ofProcess.read(sources);
      return expose(as);
    },
  };
}

function readOr<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** The label of a field's pattern: bounded per route, and over all routes together. */
function fieldLabels(): (route: string, pattern: string, mismatchClass: string) => string {
  const names = new Map<string, PatternNames>();
  const series = new Set<string>();
  return (route, pattern, mismatchClass) => {
    const known = names.get(route) ?? new PatternNames();
    names.set(route, known);
    const label = known.label(pattern);
    const key = JSON.stringify([route, label, mismatchClass]);
    if (label === otherPatterns || series.has(key)) return label;
    if (series.size >= fieldSeriesLimit) return otherPatterns;
    series.add(key);
    return label;
  };
}

/** `2xx`; anything that is no status is told as `none`. */
function statusClass(code: string): string {
  return /^[1-5](?:xx|\d\d)$/.test(code) ? `${code.charAt(0)}xx` : 'none';
}

/** Nothing for a comparison of which no sample was kept: the last one that shows it stays. */
const exemplarOf = (sample: string | undefined): { exemplarLabels?: { sample_id: string } } =>
  sample === undefined ? {} : { exemplarLabels: { sample_id: sample } };

/** Undefined of what leaves the dial where it is: an acknowledgement, the end of a latch, evidence that begins anew. */
function direction({ action, from, to }: Pick<AuditEntry, 'action' | 'from' | 'to'>): string | undefined {
  if (action === 'hold' || action === 'resume') return action;
  const rise = stages.indexOf(to.stage) - stages.indexOf(from.stage) || to.share - from.share;
  if (rise === 0) return undefined;
  return rise > 0 ? 'raise' : 'lower';
}

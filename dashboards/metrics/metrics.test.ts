import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../evidence/tally.js';
import { mismatchClasses } from '../../evidence/mismatch-class.js';
import { entry, fresh, sample, scorecard } from '../fake-rows.cases.js';
import { createMetrics } from './metrics.js';
import { PatternNames } from './pattern-names.js';

const route = 'customer-overview';

const mismatch = (pattern: string) =>
  ({
    route,
    entity: 'e',
    verdict: 'mismatch',
    class: 'semantic',
    key: 'k',
    fields: [{ pattern, kind: 'value', class: 'semantic' }],
    sample: null,
  }) as const;

const kept = (id: string) => ({ notes: [], ...sample({}), id });

describe('metrics', () => {
  it('have the names of the contract', async () => {
    const { text } = await createMetrics(() => []).scrape();
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
    expect(names.toSorted()).toEqual([
      'banyan_build_info',
      'banyan_captured_bytes',
      'banyan_captured_limit_bytes',
      'banyan_comparisons_skipped_total',
      'banyan_comparisons_total',
      'banyan_configuration_loaded_timestamp_seconds',
      'banyan_configuration_refused',
      'banyan_coverage_dropped_limit_ratio',
      'banyan_dial_changes_total',
      'banyan_dial_may_rise',
      'banyan_dial_share_ratio',
      'banyan_dial_stage',
      'banyan_event_loop_delay_seconds',
      'banyan_fallbacks_total',
      'banyan_field_mismatches_total',
      'banyan_freshness_seconds',
      'banyan_guard_state',
      'banyan_late_total',
      'banyan_mismatch_rate',
      'banyan_mismatch_threshold_ratio',
      'banyan_mismatches_total',
      'banyan_new_fingerprints_total',
      'banyan_pairs_waiting',
      'banyan_pressure_seconds_total',
      'banyan_request_duration_seconds',
      'banyan_requests_total',
      'banyan_requests_without_sticky_key_total',
      'banyan_rolled_back',
      'banyan_settle_lag_seconds',
      'banyan_settling',
      'banyan_shadow_reads',
      'banyan_store_standing',
      'banyan_thread_starts_total',
      'banyan_unsettled_total',
      'banyan_upstream_breaker_open',
      'banyan_upstream_failures_total',
      'process_cpu_seconds_total',
      'process_open_fds',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
    ]);
  });

  it('add up what the data plane and the analyst tell', async () => {
    const metrics = createMetrics(() => [scorecard()]);
    metrics.traffic({
      ...emptyTally,
      requests: [
        { route, servedBy: 'legacy', code: '2xx', count: 5 },
        { route, servedBy: 'legacy', code: '502', count: 1 },
      ],
      durations: [{ route, side: 'candidate', seconds: [0.004, 0.02] }],
      failures: [{ route, side: 'candidate', reason: 'timeout', count: 2 }],
      fallbacks: [{ route, reason: 'timeout', count: 1 }],
      withoutStickyKey: [{ route, count: 4 }],
      paired: [],
      skipped: [{ route, reason: 'shed', count: 3 }],
    });
    metrics.traffic(emptyTally);
    metrics.finding({ route, entity: 'e', verdict: 'match' });
    metrics.finding({ route, entity: 'e', verdict: 'skipped', reason: 'over-cap' });
    const twice = mismatch('$.a');
    metrics.finding({ ...twice, fields: [...twice.fields, ...twice.fields] });
    metrics.dialChanged(entry({}));
    metrics.dialChanged(entry({ action: 'rollback', to: { stage: 'shadow', share: 0 } }));
    const suspect = { route, entity: 'e', suspect: 's', key: '1' };
    const fields = [{ pattern: '$.a', kind: 'value' as const }];
    metrics.finding({ ...suspect, verdict: 'settling', fields, sample: null });
    const stale = fields.map((field) => ({ ...field, class: 'stale' as const, late: true }));
    metrics.finding({ ...suspect, verdict: 'settled', class: 'stale', fields: stale, lags: [0.7] });
    const never = { class: 'unsettled', why: 'over-budget', fields: [], lags: [] } as const;
    metrics.finding({ ...suspect, verdict: 'settled', ...never });
    metrics.newFingerprint(route, 'semantic');
    const { text, type } = await metrics.scrape();
    expect(type).toContain('text/plain');
    const lines = text.split('\n');
    for (const line of [
      'banyan_requests_total{route="customer-overview",served_by="legacy",code="2xx"} 5',
      'banyan_requests_total{route="customer-overview",served_by="legacy",code="5xx"} 1',
      'banyan_request_duration_seconds_count{route="customer-overview",side="candidate"} 2',
      'banyan_upstream_failures_total{route="customer-overview",side="candidate",reason="timeout"} 2',
      'banyan_fallbacks_total{route="customer-overview",reason="timeout"} 1',
      'banyan_requests_without_sticky_key_total{route="customer-overview"} 4',
      'banyan_comparisons_skipped_total{route="customer-overview",reason="shed"} 3',
      'banyan_comparisons_skipped_total{route="customer-overview",reason="over-cap"} 1',
      'banyan_comparisons_total{route="customer-overview",verdict="match"} 1',
      'banyan_comparisons_total{route="customer-overview",verdict="mismatch"} 2',
      'banyan_mismatches_total{route="customer-overview",class="stale"} 1',
      'banyan_field_mismatches_total{route="customer-overview",pattern="$.a",class="stale"} 1',
      'banyan_mismatches_total{route="customer-overview",class="semantic"} 1',
      'banyan_mismatches_total{route="customer-overview",class="missing"} 0',
      'banyan_field_mismatches_total{route="customer-overview",pattern="$.a",class="semantic"} 1',
      'banyan_dial_changes_total{route="customer-overview",direction="raise",by="release"} 1',
      'banyan_dial_changes_total{route="customer-overview",direction="lower",by="release"} 1',
      'banyan_settle_lag_seconds_count{route="customer-overview"} 1',
      'banyan_late_total{route="customer-overview"} 1',
      'banyan_new_fingerprints_total{route="customer-overview",class="semantic"} 1',
      'banyan_new_fingerprints_total{route="customer-overview",class="missing"} 0',
      'banyan_unsettled_total{route="customer-overview",reason="over-budget"} 1',
      'banyan_unsettled_total{route="customer-overview",reason="ended"} 0',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('read the gauges from the scorecards at each scrape, and tell nothing that is not known', async () => {
    let cards = [scorecard(), fresh()];
    const metrics = createMetrics(() => cards);
    const before = (await metrics.scrape()).text;
    expect(before).toContain('banyan_dial_share_ratio{route="customer-overview"} 0.05');
    expect(before).toContain('banyan_dial_stage{route="customer-overview",stage="split"} 1');
    expect(before).toContain('banyan_dial_stage{route="customer-overview",stage="shadow"} 0');
    expect(before).toContain('banyan_mismatch_rate{route="customer-overview",bound="upper"} 0.0023');
    expect(before).not.toContain('banyan_mismatch_rate{route="order-tracking",bound="estimate"}');
    expect(before).toContain('banyan_guard_state{route="customer-overview",guard="coverage"} -1');
    expect(before).toContain('banyan_settling{route="customer-overview"} 0');
    expect(before).toContain('banyan_mismatch_threshold_ratio{route="customer-overview"} 0.001');
    expect(before).toContain('banyan_dial_may_rise{route="customer-overview"} 0');
    expect(before).toContain('banyan_rolled_back{route="customer-overview"} 0');
    cards = [fresh()];
    expect((await metrics.scrape()).text).not.toContain('banyan_dial_share_ratio{route="customer-overview"}');
  });

  it('tell a rollback that Banyan made by itself until somebody acknowledges it', async () => {
    const rolledBack = { at: '2026-11-20T14:35:00.000Z', why: 'entities are bad', candidate: null };
    const told = async (automatic: boolean, acknowledged: boolean): Promise<boolean> => {
      const card = scorecard({ rolledBack: { ...rolledBack, automatic, acknowledged, latched: false } });
      const { text } = await createMetrics(() => [card]).scrape();
      return text.includes('banyan_rolled_back{route="customer-overview"} 1');
    };
    expect([await told(true, false), await told(true, true), await told(false, false)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('tell how the process fares, what routes promised, and how it stands to its store and its file', async () => {
    const metrics = createMetrics(() => [scorecard()], {
      breakers: () => [{ upstream: 'projection', probedEvery: 20 }],
      limits: () => [{ route, freshness: 5, dropped: 0.01 }],
      standing: () => 'standby',
      configuration: () => ({ loadedAt: '2026-07-01T08:00:00.000Z', refusedAt: '2026-07-01T09:00:00.000Z' }),
      version: '1.2.3',
    });
    metrics.vitals({
      longestDelay: 0.3,
      given: { 'shed-shadow': 3.5, 'refuse-live': 0.05 },
      captured: { bytes: 1024, limit: 4096 },
      pairsWaiting: 7,
      shadowReads: { [route]: 3 },
      connections: [],
      started: { analyst: 2, control: 1 },
      since: 1_760_000_000,
    });
    const lines = (await metrics.scrape()).text.split('\n');
    for (const line of [
      'banyan_upstream_breaker_open{upstream="projection"} 1',
      'banyan_freshness_seconds{route="customer-overview"} 5',
      'banyan_coverage_dropped_limit_ratio{route="customer-overview"} 0.01',
      'banyan_store_standing{standing="holding"} 0',
      'banyan_store_standing{standing="standby"} 1',
      'banyan_configuration_loaded_timestamp_seconds 1782892800',
      'banyan_configuration_refused 1',
      `banyan_build_info{version="1.2.3",node="${process.version}"} 1`,
      'banyan_event_loop_delay_seconds_bucket{le="0.25"} 0',
      'banyan_event_loop_delay_seconds_bucket{le="0.5"} 1',
      'banyan_pressure_seconds_total{pressure="shed-shadow"} 3.5',
      'banyan_pressure_seconds_total{pressure="refuse-live"} 0.05',
      'banyan_captured_bytes 1024',
      'banyan_captured_limit_bytes 4096',
      'banyan_pairs_waiting 7',
      'banyan_shadow_reads{route="customer-overview"} 3',
      'banyan_thread_starts_total{thread="analyst"} 2',
      'banyan_thread_starts_total{thread="control"} 1',
      'process_start_time_seconds 1760000000',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('count as a change of the dial what moved it, held it or let it go, and nothing else', async () => {
    const metrics = createMetrics(() => []);
    const there = { stage: 'split', share: 0.05 } as const;
    const actions = ['turn', 'acknowledge', 'unlatch', 'restart-evidence', 'new-version', 'hold', 'resume'];
    for (const action of actions) metrics.dialChanged(entry({ action, from: there, to: there }));
    metrics.dialChanged(entry({ action: 'turn', from: there, to: { stage: 'split', share: 0.25 } }));
    metrics.dialChanged(entry({ action: 'turn', from: there, to: { stage: 'split', share: 0.01 } }));
    const told = (await metrics.scrape()).text.matchAll(
      /^banyan_dial_changes_total.*direction="(\w+)".* (\d+)$/gm,
    );
    expect([...told].map(([, direction, count]) => `${direction} ${count}`).toSorted()).toEqual([
      'hold 1',
      'lower 1',
      'raise 1',
      'resume 1',
    ]);
  });

  it('tell the counters even when the scorecards cannot be read', async () => {
    const metrics = createMetrics(() => {
      throw new Error('the store is locked');
    });
    metrics.finding({ route, entity: 'e', verdict: 'match' });
    expect((await metrics.scrape()).text).toContain('verdict="match"} 1');
  });

  it('stay bounded under 10,000 random patterns, lose no count, and still name what is frequent', async () => {
    const metrics = createMetrics(() => []);
    for (let n = 0; n < 10_000; n += 1) {
      metrics.finding(mismatch(`$.byId['${n}']`));
      if (n % 10 === 0) metrics.finding(mismatch('$.total'));
    }
    const { text } = await metrics.scrape();
    const series = text.split('\n').filter((line) => line.startsWith('banyan_field_mismatches_total{'));
    expect(series.length).toBeLessThanOrEqual(51);
    expect(series.map((line) => Number(line.split(' ').at(-1))).reduce((sum, n) => sum + n)).toBe(11_000);
    expect(text).toContain('pattern="(other)"');
    expect(text).toContain('pattern="$.total"');
  });

  it('stay below a thousand series each, whatever 5,000 patterns, classes and traces there are', async () => {
    const metrics = createMetrics(() => [scorecard(), fresh()]);
    for (let n = 0; n < 5_000; n += 1) {
      const found = mismatch(`$['${n}'].${'x'.repeat(n % 300)}`);
      const sampleOf = kept(`sample-${n}`);
      metrics.finding({ ...found, class: mismatchClasses[n % 6]!, sample: sampleOf });
      metrics.newFingerprint(route, 'semantic');
      const traceId = n.toString(16).padStart(32, '0');
      metrics.traffic({
        ...emptyTally,
        durations: [
          { route, side: 'legacy', seconds: [n / 100], example: { seconds: n / 100, trace: traceId } },
        ],
      });
    }
    for (const as of ['text', 'openmetrics'] as const) {
      const series = new Map<string, number>();
      for (const line of (await metrics.scrape(as)).text.split('\n').filter((line) => /^[a-z]/.test(line))) {
        const name = /^[a-z_]+/.exec(line)?.[0] ?? '';
        series.set(name, (series.get(name) ?? 0) + 1);
      }
      expect([...series].filter(([, count]) => count > 1_000)).toEqual([]);
      expect([...series.values()].reduce((sum, count) => sum + count)).toBeLessThan(1_000);
    }
  });

  it('stay bounded over many routes too', async () => {
    const metrics = createMetrics(() => []);
    for (let n = 0; n < 10_000; n += 1)
      metrics.finding({ ...mismatch(`$.p${n}`), route: `route-${n % 100}` });
    const { text } = await metrics.scrape();
    const named = text
      .split('\n')
      .filter((line) => /^banyan_field_mismatches_total\{.*pattern="\$/.test(line));
    expect(named.length).toBeLessThanOrEqual(900);
  });
});

describe('OpenMetrics', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const seconds = [0.004, 0.3, 0.02];
  const sampled = { ...mismatch('$.total'), sample: kept('the-sample') };
  const lineOf = (text: string, start: string): string =>
    text.split('\n').find((line) => line.startsWith(start)) ?? '';

  it('names the trace of the slowest answer, and the sample that shows a mismatch', async () => {
    const metrics = createMetrics(() => []);
    const example = { seconds: 0.3, trace: traceId };
    metrics.traffic({ ...emptyTally, durations: [{ route, side: 'candidate', seconds, example }] });
    metrics.finding(sampled);
    // One of which no sample was kept leaves the last that shows it.
    metrics.finding(mismatch('$.total'));
    const { type, text } = await metrics.scrape('openmetrics');
    expect(type).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    const ofCandidate =
      'banyan_request_duration_seconds_bucket{le="LE",route="customer-overview",side="candidate"}';
    expect(lineOf(text, ofCandidate.replace('LE', '0.5'))).toContain(`# {trace_id="${traceId}"} 0.3 `);
    expect(lineOf(text, ofCandidate.replace('LE', '0.025'))).not.toContain('#');
    expect(lineOf(text, ofCandidate.replace('LE', '+Inf'))).toMatch(/ 3$/);
    expect(lineOf(text, 'banyan_mismatches_total{route="customer-overview",class="semantic"} 2')).toContain(
      '# {sample_id="the-sample"} 1 ',
    );
    expect(lineOf(text, 'banyan_field_mismatches_total{')).toContain('# {sample_id="the-sample"} 1 ');
    expect(text.endsWith('# EOF\n')).toBe(true);
  });

  it('names the sample of a comparison that settled by its suspect, where one was kept', async () => {
    const metrics = createMetrics(() => []);
    const fields = [{ pattern: '$.a', kind: 'value' as const }];
    const told = { route, entity: 'e', key: '1' };
    const missing = fields.map((field) => ({ ...field, class: 'missing' as const }));
    for (const [suspect, itsSample] of [
      ['shown', kept('own-name')],
      ['untold', null],
    ] as const) {
      metrics.finding({ ...told, suspect, verdict: 'settling', fields, sample: itsSample });
      metrics.finding({ ...told, suspect, verdict: 'settled', class: 'missing', fields: missing, lags: [] });
    }
    const { text } = await metrics.scrape('openmetrics');
    expect(lineOf(text, 'banyan_mismatches_total{route="customer-overview",class="missing"} 2')).toContain(
      '# {sample_id="shown"} 1 ',
    );
  });

  it('tells the same counters as the plain text, which ends their names alike before and after', async () => {
    const metrics = createMetrics(() => []);
    metrics.finding(sampled);
    const names = async (as: 'text' | 'openmetrics'): Promise<Set<string>> =>
      new Set((await metrics.scrape(as)).text.match(/^[a-z_]+/gm));
    const [before, open, after] = await Promise.all([names('text'), names('openmetrics'), names('text')]);
    expect(before).toContain('banyan_mismatches_total');
    expect(open).toEqual(before);
    expect(after).toEqual(before);
    expect((await metrics.scrape('text')).text).not.toContain('sample_id');
  });
});

describe('pattern names', () => {
  it('never take a name away: a counter that falls is read as a restart', () => {
    const names = new PatternNames();
    expect(names.label('$.first')).toBe('$.first');
    for (let n = 0; n < 1000; n += 1) names.label(`$.p${n}`);
    expect(names.label('$.first')).toBe('$.first');
    expect(names.label('x'.repeat(500))).toBe('(other)');
  });
});

import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../evidence/tally.js';
import { entry, fresh, scorecard } from '../fake-rows.cases.js';
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

describe('metrics', () => {
  it('have the names of the contract', () => {
    expect(createMetrics(() => []).names.toSorted()).toEqual([
      'banyan_comparisons_skipped_total',
      'banyan_comparisons_total',
      'banyan_dial_changes_total',
      'banyan_dial_share_ratio',
      'banyan_dial_stage',
      'banyan_fallbacks_total',
      'banyan_field_mismatches_total',
      'banyan_guard_state',
      'banyan_mismatch_rate',
      'banyan_mismatches_total',
      'banyan_request_duration_seconds',
      'banyan_requests_total',
      'banyan_requests_without_sticky_key_total',
      'banyan_settle_lag_seconds',
      'banyan_settling',
      'banyan_unsettled_total',
      'banyan_upstream_breaker_open',
      'banyan_upstream_failures_total',
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
    const stale = fields.map((field) => ({ ...field, class: 'stale' as const }));
    metrics.finding({ ...suspect, verdict: 'settled', class: 'stale', fields: stale, lags: [0.7] });
    const never = { class: 'unsettled', why: 'over-budget', fields: [], lags: [] } as const;
    metrics.finding({ ...suspect, verdict: 'settled', ...never });
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
    cards = [fresh()];
    expect((await metrics.scrape()).text).not.toContain('banyan_dial_share_ratio{route="customer-overview"}');
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

describe('pattern names', () => {
  it('never take a name away: a counter that falls is read as a restart', () => {
    const names = new PatternNames();
    expect(names.label('$.first')).toBe('$.first');
    for (let n = 0; n < 1000; n += 1) names.label(`$.p${n}`);
    expect(names.label('$.first')).toBe('$.first');
    expect(names.label('x'.repeat(500))).toBe('(other)');
  });
});

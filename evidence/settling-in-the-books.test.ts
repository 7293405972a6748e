import { describe, expect, it } from 'vitest';
import type { MismatchClass } from './mismatch-class.js';
import { RouteLedger } from './route-ledger.js';
import { StillSettling } from './still-settling.js';
import type { Finding } from './tally.js';
import { plainRule } from './plain-rule.cases.js';

const now = (): Date => new Date('2026-01-01T00:00:00Z');
const open = (): RouteLedger => new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, now);
const fields = [{ pattern: '$.a', kind: 'value' }] as const;
const sample = {
  id: 'sample',
  request: 'GET /1',
  servedBy: 'legacy',
  differences: [{ path: '$.a', pattern: '$.a', kind: 'value', legacy: 1, candidate: 2 }],
  ignored: [],
  notes: [],
  legacy: { kind: 'failure', reason: 'timeout', detail: '', duration: 1 },
  candidate: { kind: 'failure', reason: 'timeout', detail: '', duration: 1 },
} as const;
const settling = (suspect: string, entity = '1'): Finding => ({
  route: 'r',
  entity,
  verdict: 'settling',
  suspect,
  key: entity,
  fields,
  sample,
});
const settled = (suspect: string, of: MismatchClass, entity = '1', late = false): Finding => ({
  route: 'r',
  entity,
  verdict: 'settled',
  suspect,
  key: entity,
  class: of,
  fields: fields.map((field) => ({ ...field, class: of, late })),
  lags: of === 'stale' ? [1.25] : [],
});

describe('a comparison that settles', () => {
  it('is compared, has no class yet, and its entity counts as bad', () => {
    const ledger = open();
    ledger.record(settling('s'));
    expect(ledger.outcomes.compared).toBe(1);
    expect(ledger.outcomes.settling).toBe(1);
    expect(Object.values(ledger.counts.mismatched)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(ledger.entities.counts).toEqual({ compared: 1, bad: 1 });
    expect(ledger.entities.listed(undefined)).toEqual([]);
    expect(ledger.fields.rows(1, new Map())).toMatchObject([{ pattern: '$.a', mismatched: 1 }]);
    expect(ledger.samples.get('s')).toMatchObject({ class: 'settling' });
  });

  it('has a row for what was found beside it, with as many classes as mismatches', () => {
    const ledger = open();
    ledger.record(settling('s'));
    const beside = { pattern: '$.b', kind: 'value', class: 'unsettled', beside: true } as const;
    const one = {
      ...settled('s', 'unsettled'),
      fields: [{ ...fields[0], class: 'stale' }, beside],
    } as Finding;
    ledger.record(one);
    expect(ledger.fieldRows).toMatchObject([
      { pattern: '$.a', mismatched: 1, classes: { stale: 1, unsettled: 0 } },
      { pattern: '$.b', mismatched: 1, classes: { unsettled: 1 } },
    ]);
  });

  it('that was never settled says why', () => {
    const ledger = open();
    const why = ['over-budget', 'no-answer', 'no-answer'] as const;
    for (const [i, reason] of why.entries()) {
      ledger.record(settling(`${i}`));
      ledger.record({ ...settled(`${i}`, 'unsettled'), why: reason } as Finding);
    }
    expect(ledger.counts.mismatched.unsettled).toBe(3);
    expect(ledger.counts.unsettled).toEqual({ 'over-budget': 1, 'no-answer': 2 });
  });

  it.each([
    ['stale', 0],
    ['volatile', 0],
    ['missing', 1],
    ['semantic', 1],
    ['unsettled', 1],
  ] as const)('moves its class once when it is known to be %s; %i entities are bad then', (of, bad) => {
    const ledger = open();
    ledger.record(settling('s'));
    ledger.record(settled('s', of));
    expect(ledger.outcomes.compared).toBe(1);
    expect(ledger.outcomes.settling).toBe(0);
    expect(ledger.counts.mismatched[of]).toBe(1);
    expect(ledger.entities.counts).toEqual({ compared: 1, bad });
    expect(ledger.entities.listed([of])).toMatchObject([{ key: '1', patterns: ['$.a'] }]);
    expect(ledger.fields.rows(1, new Map())[0]).toMatchObject({ mismatched: 1, classes: { [of]: 1 } });
    expect(ledger.samples.get('s')).toMatchObject({ class: of });
  });

  it('that healed too late is stale, and its entity bad all the same', () => {
    const ledger = open();
    ledger.record(settling('s'));
    ledger.record(settled('s', 'stale', '1', true));
    ledger.record(settling('in time'));
    ledger.record(settled('in time', 'stale'));
    expect(ledger.counts).toMatchObject({ mismatched: { stale: 2 }, late: 1 });
    expect(ledger.entities.counts).toEqual({ compared: 1, bad: 1 });
  });

  it('leaves its entity bad while another comparison of it settles, or once one was bad', () => {
    const ledger = open();
    ledger.record(settling('s'));
    ledger.record(settling('t'));
    ledger.record(settled('s', 'stale'));
    expect(ledger.entities.counts.bad).toBe(1);
    ledger.record(settled('t', 'volatile'));
    expect(ledger.entities.counts.bad).toBe(0);
    ledger.record(settling('u'));
    ledger.record(settled('u', 'missing'));
    ledger.record(settling('v'));
    ledger.record(settled('v', 'stale'));
    expect(ledger.entities.counts.bad).toBe(1);
  });

  it('is unsettled for a process that takes up what another one saved', () => {
    const before = open();
    before.countRequests(2);
    before.record(settling('s'));
    before.record(settling('t', '2'));
    before.record(settled('t', 'stale', '2'));
    const after = open();
    after.resume(before.takeChange());
    expect(after.outcomes.settling).toBe(0);
    expect(after.outcomes.compared).toBe(2);
    expect(after.counts.mismatched).toMatchObject({ unsettled: 1, stale: 1 });
    expect(after.counts.skipped).toEqual({});
    expect(after.counts.unsettled).toEqual({ ended: 1 });
    expect(after.entities.counts).toEqual({ compared: 2, bad: 1 });
    expect(after.fields.rows(2, new Map())[0]?.classes).toMatchObject({ unsettled: 1, stale: 1 });
    expect(after.samples.get('s')).toMatchObject({ class: 'unsettled' });
    expect(after.lag.quantiles.p50).toBeCloseTo(1.25, 0);
  });

  it('keeps the books open until its class is known', () => {
    const ledger = open();
    ledger.countRequests(1);
    ledger.record(settling('s'));
    ledger.takeChange();
    expect(ledger.isSettled).toBe(false);
    ledger.record(settled('s', 'stale'));
    ledger.takeChange();
    expect(ledger.isSettled).toBe(true);
  });

  it('is unsettled when the analyst that read it again is gone, exactly once', () => {
    const still = new StillSettling();
    for (const finding of [settling('s'), settling('t', '2'), settled('t', 'stale', '2')])
      still.hear(finding);
    expect(still.gone()).toMatchObject([{ verdict: 'settled', suspect: 's', class: 'unsettled', lags: [] }]);
    expect(still.gone()).toEqual([]);
  });
});

describe('lags', () => {
  it('are told as quantiles no more than a tenth too high', () => {
    const ledger = open();
    const lags = Array.from({ length: 100 }, (_, i) => (i + 1) / 10);
    ledger.record(settling('s'));
    ledger.record({ ...settled('s', 'stale'), lags } as Finding);
    const { p50, p95, p99 } = ledger.lag.quantiles;
    for (const [told, right] of [
      [p50, 5],
      [p95, 9.5],
      [p99, 9.9],
    ] as const) {
      expect(told).toBeGreaterThanOrEqual(right * 0.995);
      expect(told).toBeLessThanOrEqual(right * 1.11);
    }
  });
});

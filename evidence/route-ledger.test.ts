import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mismatchClasses } from './mismatch-class.js';
import { RouteLedger } from './route-ledger.js';
import { skipReasons } from './skip-reason.js';
import type { Finding } from './tally.js';
import { plainRule } from './plain-rule.cases.js';

const now = (): Date => new Date('2026-01-01T00:00:00Z');
const open = (): RouteLedger => new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, now);
const mismatch = (
  entity: string,
  pattern = '$.a',
  more: Partial<Finding & { verdict: 'mismatch' }> = {},
): Finding => ({
  route: 'r',
  entity,
  verdict: 'mismatch',
  class: 'unsettled',
  key: entity,
  fields: [{ pattern, kind: 'value', class: 'unsettled' }],
  sample: null,
  ...more,
});

describe('the ledger of a route', () => {
  const anyFinding: fc.Arbitrary<Finding> = fc.oneof(
    fc.record({
      route: fc.constant('r'),
      entity: fc.constantFrom('1', '2', '3'),
      verdict: fc.constant('match' as const),
    }),
    fc.record({
      route: fc.constant('r'),
      entity: fc.constantFrom('1', '2', '3'),
      verdict: fc.constant('skipped' as const),
      reason: fc.constantFrom(...skipReasons),
    }),
    fc
      .tuple(fc.constantFrom('1', '2', '3'), fc.constantFrom(...mismatchClasses))
      .map(([entity, of]) =>
        mismatch(entity, '$.a', { class: of, fields: [{ pattern: '$.a', kind: 'value', class: of }] }),
      ),
  );

  it('counts every finding as compared or skipped, and a bad entity stays bad', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), (findings) => {
        const ledger = open();
        ledger.countRequests(findings.length);
        for (const finding of findings) ledger.record(finding);
        expect(ledger.outcomes.compared + ledger.outcomes.skippedTotal).toBe(findings.length);
        const comparedEntities = new Set(
          findings.filter(({ verdict }) => verdict !== 'skipped').map(({ entity }) => entity),
        );
        expect(ledger.entities.counts.compared).toBe(comparedEntities.size);
        const bad = findings.filter(
          (one) => one.verdict === 'mismatch' && one.class !== 'stale' && one.class !== 'volatile',
        );
        expect(ledger.entities.counts.bad).toBe(new Set(bad.map(({ entity }) => entity)).size);
      }),
    );
  });

  it('goes on where it was saved, and counts what nobody finished as analysis-lost', () => {
    const before = open();
    before.countRequests(5);
    before.record({ route: 'r', entity: '1', verdict: 'match' });
    before.record(mismatch('2'));
    before.skip('aborted', 1);
    const after = open();
    after.resume(before.takeChange());
    expect(after.counts).toMatchObject({
      requests: 5,
      matched: 1,
      skipped: { aborted: 1, 'analysis-lost': 2 },
    });
    expect(after.entities.counts).toEqual({ compared: 2, bad: 1 });
    expect(after.entities.listed(undefined)).toEqual(before.entities.listed(undefined));
    expect(after.fields.rows(2, new Map())).toEqual(before.fields.rows(2, new Map()));
  });

  it('counts what both sides refused as compared and drawn, and as no entity, met or new', () => {
    let time = Date.parse('2026-01-01');
    const ledger = new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, () => new Date(time));
    ledger.beginStep(1, true);
    ledger.tick({ burntIn: true, isLate: true });
    for (let i = 0; i < 50; i += 1) {
      ledger.record({ route: 'r', entity: `guessed ${i}`, verdict: 'match', ofNoEntity: true });
      time += 10_000;
    }
    const { detectors, last, lately } = ledger.watch.grounds;
    ledger.tick({ burntIn: true, isLate: true });
    expect(ledger.outcomes).toMatchObject({ compared: 50 });
    expect(ledger.entities.counts).toEqual({ compared: 0, bad: 0 });
    expect(ledger.entities.stepCounts).toMatchObject({ compared: 0 });
    // The open window's is counted with the next.
    expect(ledger.draws.counts).toMatchObject({ draws: 49, bad: 0, badOrNew: 0 });
    expect(ledger.watch.sinceCompared).toBe(1);
    expect(last).toEqual({ bad: 0, of: 0, classes: {} });
    expect(ledger.watch.grounds).toMatchObject({ detectors, lately });
  });

  it('lets a bad entity turn neither good nor new by being refused', () => {
    const ledger = open();
    ledger.record(
      mismatch('1', '$.a', {
        class: 'semantic',
        fields: [{ pattern: '$.a', kind: 'value', class: 'semantic' }],
      }),
    );
    ledger.record({ route: 'r', entity: '1', verdict: 'match', ofNoEntity: true });
    expect(ledger.entities.counts).toEqual({ compared: 1, bad: 1 });
    expect(ledger.watch.grounds.last).toEqual({ bad: 1, of: 1, classes: { semantic: 1 } });
  });

  it('has nothing to save when nothing changed', () => {
    const ledger = open();
    expect(ledger.takeChange()).toBeUndefined();
    ledger.countRequests(1);
    expect(ledger.takeChange()).toBeDefined();
    expect(ledger.takeChange()).toBeUndefined();
  });

  it('counts a pattern once for each comparison in which it differs', () => {
    const ledger = open();
    const twice = { pattern: '$.l[*].a', kind: 'value', class: 'unsettled' } as const;
    ledger.record(mismatch('1', '', { fields: [twice, twice] }));
    expect(ledger.fields.rows(1, new Map())).toMatchObject([
      { pattern: '$.l[*].a', mismatched: 1, compared: 1 },
    ]);
  });

  it('lists which entities differ, by class, newest first', () => {
    let time = Date.parse('2026-01-01');
    const ledger = new RouteLedger(
      { route: 'r', evidenceKey: 'k' },
      plainRule,
      () => new Date((time += 1000)),
    );
    ledger.record(mismatch('1'));
    ledger.record(
      mismatch('2', '$.b', {
        class: 'failed',
        fields: [{ pattern: '$.b', kind: 'status', class: 'failed' }],
      }),
    );
    ledger.record(mismatch('1', '$.c'));
    expect(ledger.entities.listed(undefined).map(({ key, patterns }) => [key, patterns])).toEqual([
      ['1', ['$.a', '$.c']],
      ['2', ['$.b']],
    ]);
    expect(ledger.entities.listed(['failed']).map(({ key }) => key)).toEqual(['2']);
  });

  it('counts what rules silence, across a restart', () => {
    const ignored = [{ pattern: '$.t', kind: 'value' as const, rule: 'ignore › $.t' }];
    const before = open();
    before.record({ route: 'r', entity: '1', verdict: 'match', ignored });
    before.record(mismatch('2', '$.a', { ignored }));
    const { counts } = before.takeChange()!;
    const after = open();
    after.resume({ counts, entities: [], listed: [], fields: [], samples: [] });
    after.record({ route: 'r', entity: '3', verdict: 'match', ignored });
    expect(after.ignored.rows()).toEqual([{ ...ignored[0], comparisons: 3 }]);
  });
});

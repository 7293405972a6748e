import { describe, expect, it } from 'vitest';
import type { Scorecard } from '../../evidence/scorecard.js';
import { fresh, scorecard } from '../../dashboards/fake-rows.cases.js';
import { overviewLines, routeLines } from './route-lines.js';

const rolledBack = {
  at: '2026-05-02T23:47:00Z',
  why: '11 of the last 20 entities are bad',
  automatic: true,
  candidate: null,
  acknowledged: false,
  latched: false,
};
const rollback = (verdict: 'pass' | 'hold') =>
  ({ name: 'rollback', verdict, detail: 'it broke', proofs: [], left: null }) as const;
const lineOf = (change: Partial<Scorecard>): string =>
  overviewLines(
    [scorecard({ stage: 'shadow', share: 0, guards: [rollback('hold')], rolledBack, ...change })],
    Number.POSITIVE_INFINITY,
  )[1] ?? '';

describe('the table of all routes tells that a dial came down', () => {
  it('by itself, when and why, until somebody acknowledges it', () => {
    expect(lineOf({})).toMatch(
      /shadow \(rolled back\) .* rolled back by itself .*23:47 UTC: 11 of the last 20 entities are bad; acknowledge it$/,
    );
    expect(lineOf({ rolledBack: { ...rolledBack, acknowledged: true } })).not.toContain('rolled back');
  });

  it('also where it was held since', () =>
    expect(lineOf({ held: true })).toMatch(/shadow \(held\) \(rolled back\) .*; acknowledge it$/));

  it('and who lets it rise again where it is latched', () =>
    expect(lineOf({ rolledBack: { ...rolledBack, latched: true } })).toMatch(/; an admin unlatches it$/));

  it('no more once another candidate has answered for it', () =>
    expect(lineOf({ guards: [rollback('pass')] })).not.toContain('rolled back'));

  it('by hand only where that keeps the route from rising by itself', () => {
    const byHand = { ...rolledBack, automatic: false };
    expect(lineOf({ rolledBack: byHand })).not.toContain('rolled back');
    expect(lineOf({ rolledBack: byHand, raise: 'after-acknowledge' })).toMatch(
      /rolled back .*23:47 UTC: 11 of/,
    );
  });
});

const factOf = (card: Scorecard, name: string): string | undefined =>
  routeLines(card).find((line) => line.startsWith(`  ${name} `));
const comparedOf = (card: Scorecard): string | undefined => factOf(card, 'compared');

describe('banyan status tells of a route', () => {
  it('first where it stands, what each guard says and what may be done now; then what that rests on', () => {
    expect(routeLines(scorecard(), 78).slice(0, 9)).toEqual([
      'customer-overview   split 5 %   (next 25 %)    candidate 1.4.2 · legacy unseen',
      '  mismatch    hold  0.07 % [0.01 … 0.23], below 0.1 % at 95 %: 2,899 more',
      '                    clean entities; about 40 minutes at this rate',
      '  errors      pass  candidate 0.01 %, legacy 0.02 %',
      '  latency     pass  p95 11 ms against 1,120 ms',
      '  coverage    fail  91.6 % compared of the 99 % that are asked for',
      'not yet. to raise anyway:',
      '  banyan dial customer-overview 25% --force --reason "…"',
      '',
    ]);
  });

  it('how long both sides take, in seconds where that is long', () => {
    const slow = scorecard({
      latency: {
        legacy: { p50: 0.54, p95: 1.12, p99: 13.8 },
        candidate: { p50: null, p95: null, p99: null },
      },
    });
    expect(factOf(slow, 'legacy')).toBe('  legacy      p50 540 ms, p95 1,120 ms, p99 13.8 s');
  });

  it('within the terminal, but for commands, which are copied whole', () => {
    const lines = routeLines(scorecard(), 60).filter((line) => !line.includes('banyan dial'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('that no request came yet, and leaves out what is nothing', () => {
    expect(comparedOf(fresh())).toBe(
      '  compared    nothing yet: no request of this route came through the proxy',
    );
    expect(factOf(fresh(), 'skipped')).toBeUndefined();
  });

  it('how to give it a candidate, where it has none', () => {
    const lines = routeLines(fresh({ stage: 'observe', guards: [], next: null }));
    expect(lines[1]).toBe(
      '  compared    nothing: the route has no candidate. Under routes: order-tracking: in banyan.yaml, candidate: { upstream: … } gives it one',
    );
    expect(lines.join()).not.toMatch(/bad|fields/);
  });
});

describe('banyan status tells of the fields of a route', () => {
  const fieldsOf = (card: Parameters<typeof routeLines>[0]): string | undefined =>
    routeLines(card).find((line) => line.startsWith('  fields '));

  it('how many were equal once, what is not proven, and in how many hours of the day', () => {
    expect(fieldsOf(scorecard())).toBe(
      '  fields      39 of 43 equal at least once; 1 never equal; 1 never on the candidate; 2 ignored by rules; compared in 14 of 24 hours (UTC)',
    );
  });

  it('that they are not known yet', () => {
    expect(fieldsOf(fresh())).toBe('  fields      not known yet which fields legacy has');
  });
});

describe('banyan status tells of the bad entities of a route', () => {
  const badOf = (card: Parameters<typeof routeLines>[0]): string | undefined =>
    routeLines(card).find((line) => line.startsWith('  bad '));

  it('how many there are, and how many there may be', () => {
    expect(badOf(scorecard())).toBe(
      '  bad         0.068 % [0.01 % … 0.23 %] of 4,410 entities; to be below 0.1 % at 95 % confidence',
    );
  });

  it('and how many of what healed did so too late', () => {
    expect(comparedOf(scorecard({ late: 7 }))).toContain(', 7 of the stale too late, which is bad');
    expect(comparedOf(scorecard())).not.toContain('late');
  });

  it('of one in words for one', () => {
    const one = scorecard({ requests: 1, compared: 1, entities: { compared: 1, bad: 0 } });
    expect(badOf(one)).toContain('] of 1 entity; ');
    expect(comparedOf(one)).toContain('1 of 1 request, 1 entity; ');
  });

  it('and of which versions they are, or how to see deploys', () => {
    const [head] = routeLines(scorecard());
    expect(head).toBe('customer-overview   split 5 %   (next 25 %)   candidate 1.4.2 · legacy unseen');
    expect(factOf(scorecard({ attempt: 3 }), 'versions')).toBe(
      "  versions    candidate's by header x-app-version; deploys of legacy are invisible: name a version: under its upstream in banyan.yaml; attempt 3 on this candidate: more must be proven",
    );
    const both = scorecard({
      versions: { legacy: null, candidate: '7' },
      versionsFrom: { legacy: 'probe', candidate: 'banyan.yaml' },
    });
    expect(routeLines(both)[0]).toContain('candidate 7 · legacy none told yet');
    expect(factOf(both, 'versions')).toBe("  versions    candidate's by banyan.yaml; legacy's by probe");
  });

  it('and how many since the dial was last turned, where it ever was', () => {
    expect(routeLines(scorecard())).toContain('  since turn  1,210 entities, 0 bad; 640 draws, 0 bad');
    expect(routeLines(fresh()).join()).not.toContain('since turn');
  });

  it('and why the class of some was never known, with what would help', () => {
    const lines = routeLines(
      scorecard({ unsettled: { 'over-budget': 12, ended: 1 }, unsettledHint: 'read less' }),
    );
    const at = lines.indexOf('  unsettled   over-budget 12 · ended 1');
    expect(lines[at + 1]).toBe('              read less');
    expect(routeLines(fresh()).join()).not.toContain('unsettled');
  });

  it('that nothing was compared yet', () => {
    expect(badOf(fresh())).toBe('  bad         nothing compared yet; to be below 0.1 % at 99 % confidence');
  });
});

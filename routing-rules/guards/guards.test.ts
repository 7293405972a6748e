import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, settings } from './guarded.cases.js';
import type { GuardEvidence, GuardSettings, Verdict } from './guard.js';
import { examine } from './guards.js';
import { passesAsFew } from './mismatch.js';
import { holds, logOf } from './proof.js';

type Change = Partial<GuardEvidence>;
type Asked = Partial<GuardSettings>;
const found = (name: string, change: Change = {}, asked: Asked = {}) => {
  const finding = examine({ ...clean, ...change }, { ...settings, ...asked }).find(
    (one) => one.name === name,
  );
  if (!finding) throw new Error(`no guard ${name}`);
  return finding;
};
const entities = (compared: number, bad: number): Change => ({ entities: { compared, bad } });
const p95 = (change: Partial<GuardEvidence['latency'][string]>): Change => ({
  latency: { ...clean.latency, p95: { ...clean.latency['p95']!, ...change } },
});
const rolledBack = { told: 'rolled back by itself: it broke', coolsFor: 0, answeredFor: true };

describe('the guards', () => {
  it('all pass on clean evidence', () => {
    expect(examine(clean, settings).filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  });

  it.each<[string, string, Change, Asked, Verdict, RegExp]>([
    [
      'mismatch',
      '5,229 clean entities',
      entities(5_229, 0),
      {},
      'pass',
      /^0 of 5,229 entities bad: below 0\.1 % at 99 %/,
    ],
    ['mismatch', 'one too few', entities(5_228, 0), {}, 'hold', /: 1 more clean entity for below/],
    [
      'mismatch',
      'one of them bad',
      entities(5_229, 1),
      {},
      'hold',
      /^1 of 5,229 entities bad: [\d,]+ more clean entities/,
    ],
    [
      'mismatch',
      'many bad',
      entities(1_000, 40),
      {},
      'fail',
      /proven above 0\.1 %; what is bad stays bad: .* begin evidence anew$/,
    ],
    ['mismatch', 'nothing compared', entities(0, 0), {}, 'hold', /5,229 more clean entities/],
    ['traffic', 'enough draws', {}, {}, 'pass', /^0 of 8,640 requests bad/],
    ['traffic', 'too few draws', { draws: { draws: 5_228, bad: 0 } }, {}, 'hold', /1 more clean draw/],
    [
      'traffic',
      'a hot bad entity',
      { draws: { draws: 8_640, bad: 700 } },
      {},
      'fail',
      /proven above 0\.1 %; what is bad stays bad/,
    ],
    [
      'traffic',
      'a threshold of its own',
      { draws: { draws: 15, bad: 0 } },
      { traffic: 0.3 },
      'pass',
      /^0 of 15 requests bad, one drawn every 10 s: below 30 %/,
    ],
    [
      'errors',
      'no errors at all',
      { errors: { pairs: 6_921, candidateOnlyBad: 0, legacyOnlyBad: 0 } },
      {},
      'pass',
      /not worse by 0\.1 %/,
    ],
    [
      'errors',
      'one pair too few',
      { errors: { pairs: 6_920, candidateOnlyBad: 0, legacyOnlyBad: 0 } },
      {},
      'hold',
      /1 more pair without errors/,
    ],
    [
      'errors',
      'a candidate that fails',
      { errors: { pairs: 1_000, candidateOnlyBad: 30, legacyOnlyBad: 0 } },
      {},
      'fail',
      /proven worse/,
    ],
    ['latency p95', 'a faster candidate', {}, {}, 'pass', /slower than 1\.21 s/],
    ['latency p95', 'no reference yet', p95({ reference: null }), {}, 'hold', /not known yet/],
    [
      'latency p95',
      'a slower candidate',
      p95({ candidateOnlyBad: 2_000, legacyOnlyBad: 1_000 }),
      {},
      'fail',
      /proven slower/,
    ],
    [
      'latency p95',
      'a legacy that has changed',
      p95({ legacyOnlyBad: 3_000 }),
      {},
      'hold',
      /no longer as it was/,
    ],
    [
      'latency p95',
      'a legacy of which so few tell nothing',
      p95({ pairs: 399, legacyOnlyBad: 30 }),
      {},
      'hold',
      /: 1 more fast pair to prove it/,
    ],
    ['latency p95', 'enough of them', p95({ pairs: 400, legacyOnlyBad: 30 }), {}, 'pass', /slower than/],
    [
      'latency p95',
      'a legacy that became so fast that neither side is ever slow',
      p95({ pairs: 400, legacyOnlyBad: 0 }),
      {},
      'hold',
      /no longer as it was/,
    ],
    [
      'latency p95',
      'a candidate that is slower already',
      p95({ pairs: 200, legacyOnlyBad: 0, candidateOnlyBad: 60 }),
      {},
      'fail',
      /proven slower/,
    ],
    [
      'latency p99',
      'one quantile says nothing of the other',
      p95({ candidateOnlyBad: 2_000 }),
      {},
      'pass',
      /slower/,
    ],
    ['coverage', 'nothing known of fields', { fields: null }, {}, 'hold', /not known yet/],
    ['contract', 'nothing forgiven', {}, {}, 'pass', /no rule forgave/],
    [
      'contract',
      'a rename that clients would see',
      { forgiven: ['renames'] },
      {},
      'hold',
      /renames under compare.*accept-candidate-shape/,
    ],
    ['contract', 'clients that agreed', { forgiven: ['renames'] }, { shapeAccepted: true }, 'pass', /agreed/],
    [
      'detectors',
      'one that is loud',
      { detectors: [{ name: 'mismatch', statistic: 30_000, quietBelow: 25_920, alarmsAt: 1e7 }] },
      {},
      'hold',
      /mismatch stands at 30,000, quiet below 25,920, alarm at 10 million/,
    ],
    [
      'detectors',
      'one past any number',
      { detectors: [{ name: 'mismatch', statistic: 187e9, quietBelow: 25_920, alarmsAt: 3.43e9 }] },
      {},
      'hold',
      /mismatch stands at 187 billion, quiet below 25,920, alarm at 3\.43 billion/,
    ],
    ['detectors', 'none of them loud', {}, {}, 'pass', /^all quiet: nothing is getting worse$/],
    [
      'detectors',
      'hardly anything seen, all of it bad',
      entities(30, 30),
      {},
      'pass',
      /^quiet, but too little seen to tell: 30 entities since the dial was turned$/,
    ],
    ['detectors', 'nothing seen', entities(0, 0), {}, 'pass', /^quiet: nothing was seen since/],
    ['recency', 'evidence of now', { sinceCompared: 600 }, {}, 'pass', /last compared 10 min ago/],
    ['recency', 'evidence of then', { sinceCompared: 601 }, {}, 'hold', /must not be older than 10 min$/],
    ['recency', 'none', { sinceCompared: null }, {}, 'hold', /nothing was compared/],
    ['dwell', 'not long enough', { dwelt: 86_399.5 }, {}, 'hold', /^24 hours of 1 day$/],
    ['soak', 'a live route', { dwelt: 3_600 }, { soaks: true }, 'hold', /^1 hour of 1 day$/],
    ['rollback', 'cooled down and answered for', {}, { rollback: rolledBack }, 'pass', /it broke/],
    [
      'rollback',
      'still hot',
      {},
      { rollback: { ...rolledBack, coolsFor: 90 } },
      'hold',
      /cools down for another 1\.5 min$/,
    ],
    [
      'rollback',
      'nobody has seen it',
      {},
      { rollback: { ...rolledBack, answeredFor: false } },
      'hold',
      /acknowledge it, or deploy another/,
    ],
    ['freshness', 'enough fresh entities', {}, { within: 0.99 }, 'pass', /^0 of 20,000 entities lagged/],
    [
      'freshness',
      'many late ones',
      { late: 900 },
      { within: 0.99 },
      'fail',
      /proven not fewer than 1 %; what lagged once counts for good/,
    ],
  ])('%s: %s', (name, _, change, asked, verdict, detail) => {
    const finding = found(name, change, asked);
    expect(finding.verdict).toBe(verdict);
    expect(finding.detail).toMatch(detail);
  });

  it('the traffic guard is asked only before the route leaves shadow, others only where they are set', () => {
    const names = examine(clean, { ...settings, leavesShadow: false, latency: [] }).map(({ name }) => name);
    expect(names).toEqual(['mismatch', 'errors', 'coverage', 'contract', 'detectors', 'recency', 'dwell']);
  });

  it('an absolute limit stands beside the relative one: a candidate must not rot unseen to legacy’s pace', () => {
    const latency = [{ name: 'p95', quantile: 0.95, worseBy: 0.1, max: 0.2, margin: 0.01 }];
    expect(found('latency p95', {}, { latency }).verdict).toBe('pass');
    expect(found('latency p95', p95({ overMax: 1_500 }), { latency }).verdict).toBe('fail');
    expect(found('latency p95', p95({ timed: 10 }), { latency })).toMatchObject({ verdict: 'hold' });
    const alone = [{ ...latency[0]!, worseBy: null }];
    expect(found('latency p95', p95({ reference: null }), { latency: alone }).verdict).toBe('pass');
  });

  it('tells how much is left, of the part that takes longest', () => {
    expect(found('mismatch', entities(3_000, 0)).left).toEqual({ count: 2_229, of: 'entities' });
    expect(found('dwell', { dwelt: 80_000 }).left).toEqual({ count: 6_400, of: 'seconds' });
    expect(found('mismatch').left).toBeNull();
    expect(found('contract', { forgiven: ['values'] }).left).toBeNull();
  });
});

describe('a route with few entities', () => {
  const few: Change = { ...entities(800, 0), met: 800 };

  it('passes when its draws prove that what is bad or was never met is below the threshold', () => {
    const drawn = { ...few, lateDraws: { draws: 6_480, badOrNew: 0 } };
    expect(found('mismatch', drawn).verdict).toBe('pass');
    expect(passesAsFew({ ...clean, ...drawn }, settings)).toBe(true);
    expect(found('mismatch', { ...few, lateDraws: { draws: 6_480, badOrNew: 7 } }).verdict).toBe('hold');
  });

  it('is asked for no entities that do not exist', () => {
    const tiny = { ...entities(12, 0), met: 12 };
    expect(found('coverage', tiny).verdict).toBe('hold');
    expect(found('coverage', { ...tiny, lateDraws: { draws: 6_480, badOrNew: 0 } }).verdict).toBe('pass');
  });

  it('goes on in later steps with the dwell, all its entities or fifty, and a quiet detector', () => {
    const step = { ...entities(50, 0), met: 800, fewEntities: true, lateDraws: { draws: 0, badOrNew: 0 } };
    expect(found('mismatch', step).verdict).toBe('pass');
    expect(found('mismatch', { ...step, ...entities(49, 0) }).verdict).toBe('hold');
    const loud = [{ name: 'mismatch', statistic: 1e6, quietBelow: 25_920, alarmsAt: 1e7 }];
    expect(found('mismatch', { ...step, detectors: loud }).verdict).toBe('hold');
  });

  it('is not one that has enough entities by themselves', () => {
    expect(passesAsFew({ ...clean, lateDraws: { draws: 6_480, badOrNew: 0 } }, settings)).toBe(false);
  });
});

describe('what a verdict rests on', () => {
  const counts = fc
    .integer({ min: 0, max: 30_000 })
    .chain((n) => fc.record({ compared: fc.constant(n), bad: fc.integer({ min: 0, max: Math.min(n, 60) }) }));

  it('can be computed again from the finding alone', () =>
    fc.assert(
      fc.property(counts, (of) => {
        for (const { proofs } of examine({ ...clean, entities: of }, settings))
          for (const proof of proofs) expect(logOf(proof)).toBe(proof.logE);
      }),
      { numRuns: 100 },
    ));

  it('never lets a guard pass that its proofs do not carry', () =>
    fc.assert(
      fc.property(counts, (of) => {
        const finding = found('mismatch', { entities: of, lateDraws: { draws: 0, badOrNew: 0 } });
        const [passes, fails] = finding.proofs;
        expect(finding.verdict === 'pass').toBe(holds(passes!));
        expect(finding.verdict === 'fail').toBe(!holds(passes!) && holds(fails!));
      }),
      { numRuns: 200 },
    ));
});

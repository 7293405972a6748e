import { describe, expect, it } from 'vitest';
import { type FieldsCovered, coverage as guard } from './coverage.js';
import type { GuardEvidence } from './guard.js';
import { clean, settings } from './guarded.cases.js';

const coverage = (of: GuardEvidence, by: typeof settings) => {
  const [{ name, verdict, detail }] = guard(of, by) as [ReturnType<typeof guard>[number]];
  return { name, verdict, detail };
};
const proven: FieldsCovered = { equal: 3, ignored: 0, neverEqual: [], neverPresent: [] };
const evidence = (change: Partial<GuardEvidence>): GuardEvidence => ({
  ...clean,
  entities: { compared: 60, bad: 0 },
  compared: 1_000,
  dropped: 0,
  fields: proven,
  ...change,
});
const fields = (change: Partial<FieldsCovered>) => ({ fields: { ...proven, ...change } });

describe('the coverage guard', () => {
  it.each<[string, Partial<GuardEvidence>, string]>([
    [
      'every field was equal once',
      {},
      '60 entities, 0 % of requests uncompared, 3 of 3 fields equal at least once',
    ],
    [
      'what was never equal is ignored by a rule, and says so',
      fields({ ignored: 2 }),
      '60 entities, 0 % of requests uncompared, 3 of 5 fields equal at least once (2 ignored by rules)',
    ],
    [
      'legacy’s bodies are empty',
      fields({ equal: 0 }),
      '60 entities, 0 % of requests uncompared, no fields: legacy’s bodies are empty',
    ],
    [
      'as many went uncompared as may',
      { compared: 990, dropped: 10 },
      '60 entities, 1 % of requests uncompared, 3 of 3 fields equal at least once',
    ],
  ])('passes where %s', (_, change, detail) => {
    expect(coverage(evidence(change), settings)).toEqual({ name: 'coverage', verdict: 'pass', detail });
  });

  it.each<[string, Partial<GuardEvidence>, string]>([
    [
      'nothing is known of fields',
      { fields: null },
      '60 entities, 0 % of requests uncompared: which fields legacy has is not known yet; one comparison of two bodies that can be read tells',
    ],
    [
      'a field was never on the candidate',
      fields({ neverPresent: ['$.tier'] }),
      '60 entities, 0 % of requests uncompared, 3 of 4 fields equal at least once: never on the candidate: $.tier; project them, or ignore them by a rule',
    ],
    [
      'fields were never equal, and there are more than can be named',
      fields({ neverEqual: ['$.a', '$.b', '$.c', '$.d', '$.e'] }),
      '60 entities, 0 % of requests uncompared, 3 of 8 fields equal at least once: never equal: $.a, $.b, $.c and 2 more; mend the projection, or agree on the difference by a rule',
    ],
    [
      'there are too few entities',
      { entities: { compared: 49, bad: 0 } },
      '49 entities, 0 % of requests uncompared, 3 of 3 fields equal at least once: 1 more entity needed',
    ],
    [
      'too many went uncompared',
      { compared: 980, dropped: 20, mostly: { unsettled: null, dropped: 'legacy-failed' } },
      '60 entities, 2 % of requests uncompared, 3 of 3 fields equal at least once: at most 1 % may be uncompared; the main reason is legacy-failed',
    ],
    [
      'too many are unsettled',
      { unsettled: 50, mostly: { unsettled: 'over-budget', dropped: null } },
      '60 entities, 0 % of requests uncompared, 3 of 3 fields equal at least once: 5 % of comparisons are unsettled, at most 1 % may be; the main reason is over-budget',
    ],
    [
      'an entry of the audit does not tell why they are',
      { unsettled: 50 },
      '60 entities, 0 % of requests uncompared, 3 of 3 fields equal at least once: 5 % of comparisons are unsettled, at most 1 % may be',
    ],
    [
      'nothing was compared at all',
      { entities: { compared: 0, bad: 0 }, compared: 0, fields: null },
      '0 entities, 0 % of requests uncompared: 50 more entities needed; which fields legacy has is not known yet; one comparison of two bodies that can be read tells',
    ],
  ])('holds while %s', (_, change, detail) => {
    expect(coverage(evidence(change), settings)).toEqual({ name: 'coverage', verdict: 'hold', detail });
  });
});

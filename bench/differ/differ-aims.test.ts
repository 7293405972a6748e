import { describe, expect, it } from 'vitest';
import type { Aim } from '../aims.js';
import { theyTook } from './differ.cases.js';
import { judgeDiffer } from './differ-aims.js';
import type { DifferSummary } from './differ-summary.js';
import { differTrialName, manyOrders, sizes } from './differ-trials.js';
import type { Situation } from './documents.js';

/** The aim that says so, judged by trials of one situation at each size in turn. */
function judged(text: RegExp, situation: Situation, ...trials: DifferSummary[][]): Aim {
  const findings = trials.map((trial, at) => [differTrialName(sizes[at]!, situation), trial] as const);
  return judgeDiffer(new Map(findings)).find(({ aim }) => text.test(aim))!;
}

describe('an aim of the differ', () => {
  it('is judged by the size at which it does worst', () => {
    expect(judged(/equal: comparing/, 'equal', theyTook(4, 10), theyTook(50, 100))).toMatchObject({
      met: true,
      found: '0.50 × (70 KB)',
    });
    expect(judged(/equal: comparing/, 'equal', theyTook(6, 10), theyTook(40, 100))).toMatchObject({
      met: false,
      found: '0.60 × (3 KB)',
    });
    expect(judged(/equal: ≥ 10/, 'equal', theyTook(1, 10, 10), theyTook(1, 10, 9))).toMatchObject({
      met: false,
      found: '9.00 × (70 KB)',
    });
  });

  it('of many keyed orders is judged by just these', () => {
    const trial = [differTrialName(manyOrders, 'orders reversed'), theyTook(1, 1, 100)] as const;
    const aims = judgeDiffer(new Map([trial]));
    expect(aims.find(({ aim }) => /3,000 orders/.test(aim))).toMatchObject({ met: true });
  });

  it('of growth counts each step as if it were tenfold, and tells that of JSON.parse beside it', () => {
    const factor = sizes[1]!.bytes / sizes[0]!.bytes;
    const linear = judged(/equal: ten times/, 'equal', theyTook(1, 1), theyTook(factor, factor));
    expect(linear).toMatchObject({
      met: true,
      found: '10.00 × (3 KB to 70 KB); JSON.parse of both 10.00 × (3 KB to 70 KB)',
    });
    expect(judged(/equal: ten times/, 'equal', theyTook(1, 1), theyTook(factor ** 2, 1)).met).toBe(false);
  });

  it('is neither met nor missed where its part was not measured', () => {
    const aims = judgeDiffer(new Map());
    expect(aims.map(({ met }) => met)).toEqual(aims.map(() => undefined));
  });
});

import { describe, expect, it } from 'vitest';
import { names } from '../contenders/all.js';
import { aSummary } from '../summary.cases.js';
import { percent, remarks, trialTable } from './trial-table.js';

const closed = { kind: 'closed', connections: 32, seconds: 1 } as const;
const open = { kind: 'open', perSecond: 1_000, seconds: 1 } as const;

describe('a trial', () => {
  it('under a closed loop tells how much each carries, against mirror and http-proxy', () => {
    const table = trialTable('a trial', closed, [
      aSummary(names.mirror, { perSecond: 2_000 }),
      aSummary(names.httpProxy, { perSecond: 4_000 }),
      aSummary(names.reordered, { perSecond: 5_000, compared: 1 }),
    ]);
    expect(table).toMatch(/keys reordered +5,000 +0 % +2\.50 +1\.25 /);
  });

  it('under an open loop tells how long a client waits, against pass-through', () => {
    const table = trialTable('a trial', open, [
      aSummary(names.passThrough, { p99: 4 }),
      aSummary(names.reordered, { p99: 5 }),
    ]);
    expect(table).toMatch(/keys reordered +1,000 +0 % +1\.25 +– /);
  });

  it('tells nothing of what was not measured', () => {
    expect(trialTable('a trial', closed, [aSummary(names.direct)])).toMatch(/direct +1,000 +0 % +– +– /);
  });
});

describe('remarks', () => {
  it('a run that sheds is not told as a full one', () => {
    const summary = aSummary(names.reordered, { compared: 0.9996, skipped: { shed: 4, aborted: 32 } });
    expect(remarks(summary)).toEqual([`! ${names.reordered}: not every pair was compared (99.9 %): shed 4`]);
  });

  it('what the client broke off at the end was not to be compared', () => {
    expect(remarks(aSummary(names.reordered, { compared: 1, skipped: { aborted: 32 } }))).toEqual([]);
  });

  it('comparing that lags behind the load is told', () => {
    expect(remarks(aSummary(names.reordered, { compared: 1, settledAfter: 2.34 }))).toEqual([
      `! ${names.reordered}: comparing went on for 2.3 s after the load`,
    ]);
  });
});

it('no share is rounded up to all', () => {
  expect(percent(0.99999)).toBe('99.9 %');
  expect(percent(1)).toBe('100.0 %');
});

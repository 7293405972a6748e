import { describe, expect, it } from 'vitest';
import { noClasses } from './mismatch-class.js';
import type { FieldRow } from './scorecard.js';
import { unsettledHint } from './unsettled-hint.js';

const field = (pattern: string, volatile: number): FieldRow => ({
  pattern,
  kind: 'value',
  compared: 100,
  mismatched: 50,
  classes: { ...noClasses(), semantic: 20, volatile },
  fingerprint: pattern,
  state: 'known',
  firstSeen: '2026-01-01T00:00:00.000Z',
  lastSeen: '2026-01-01T00:00:00.000Z',
  sample: null,
});
const hint = (unsettled: Parameters<typeof unsettledHint>[0], fields: readonly FieldRow[] = []) =>
  unsettledHint(unsettled, () => fields, { extraLoad: 0.05, compared: 1_000 });

describe('what would settle more', () => {
  it('is nothing where all is settled, or where nobody can help it', () => {
    expect([hint({}), hint({ ended: 3 }), hint({ unclear: 2, ended: 1 })]).toEqual([null, null, null]);
  });

  it('is a rule for what is most of the noise, where too much is read again', () => {
    const fields = [field('$.a', 3), field('$.updatedAt', 30)];
    for (const reason of ['over-budget', 'too-many'])
      expect(hint({ [reason]: 9, ended: 1 }, fields)).toMatch(
        /^more differs .*; \$\.updatedAt is most of the noise: if nobody needs it compared, put it under compare\.ignore$/,
      );
  });

  it('is a larger budget where there is no noise: what it is, and what would do', () => {
    expect(hint({ 'over-budget': 28 }, [field('$.a', 0)])).toBe(
      'more differs than may be read again: settle.extraLoad is 5 %, about 20 % would do at this traffic; another one begins evidence anew',
    );
  });

  it.each([
    [1, '10 %'],
    [100, '55 %'],
    [900, '500 %'],
    // What was skipped since counts as no comparison: never more than five reads of each.
    [5_000, '550 %'],
  ])('of 1,000 comparisons %d that were not read again ask for about %s', (refused, told) => {
    expect(hint({ 'over-budget': refused })).toContain(`about ${told} would do`);
  });

  it('is said of what keeps most of them from being settled', () => {
    expect(hint({ 'over-budget': 1, 'no-answer': 2 })).toMatch(/does not answer/);
    expect(hint({ 'legacy-unread': 3, 'no-answer': 2 })).toMatch(/settle\.legacy/);
  });
});

import { describe, expect, it } from 'vitest';
import { scorecard } from '../../dashboards/fake-rows.cases.js';
import { changeLines, dial } from './turn.js';

describe('a turned dial says what changed', () => {
  const rolledBack = {
    at: '2026-05-01T00:00:00.000Z',
    why: 'it broke',
    automatic: true,
    candidate: null,
    acknowledged: false,
    latched: false,
  };
  const at = scorecard({ stage: 'shadow', share: 0, revision: 4, held: false, rolledBack });

  it.each([
    [
      'a step up',
      scorecard({ ...at, stage: 'split', share: 0.01, revision: 5 }),
      'shadow → 1 %   (revision 5',
    ],
    ['a hold', scorecard({ ...at, held: true }), 'shadow → shadow (held)   ("why")'],
    [
      'a rollback of what is down',
      at,
      'shadow already, nothing changed; the audit keeps that it was asked   ("why")',
    ],
    [
      'what was seen',
      scorecard({ ...at, rolledBack: { ...rolledBack, acknowledged: true } }),
      'rollback acknowledged',
    ],
    [
      'evidence begun anew',
      scorecard({ ...at, compared: 0 }),
      'evidence begins anew; what was counted is kept',
    ],
  ])('%s', (_, after, told) => {
    expect(changeLines(at, after, 'why')[0]).toContain(`customer-overview: ${told}`);
  });

  it('says of a rollback that came after the one which Banyan made by itself when that was', () => {
    expect(changeLines(at, at, 'why', 'rollback')[0]).toMatch(
      /: shadow already: it rolled back by itself at .*00:00 UTC; the audit keeps that it was asked {3}\("why"\)$/,
    );
    const seen = scorecard({ ...at, rolledBack: { ...rolledBack, acknowledged: true } });
    expect(changeLines(seen, seen, 'why', 'rollback')[0]).toContain('already, nothing changed; the audit');
  });

  it('says of restarted evidence what became of it, whether or not anything had been counted', () => {
    const told = (counts: { readonly requests: number; readonly compared: number }) => {
      const before = scorecard({ ...at, ...counts });
      const after = scorecard({ ...at, requests: 1, compared: 1 });
      return changeLines(before, after, 'why', 'restart-evidence')[0];
    };
    expect(told({ requests: 9, compared: 9 })).toBe(
      'customer-overview: evidence begins anew; what was counted is kept   ("why")',
    );
    // A request more has come since.
    expect(told({ requests: 1, compared: 0 })).toContain('evidence begins anew; what was counted is kept');
    expect(told({ requests: 0, compared: 0 })).toBe(
      'customer-overview: evidence begins anew; nothing had been counted yet   ("why")',
    );
  });

  it('and what can be done next', () => {
    expect(changeLines(at, at, 'why').at(-1)).toMatch(/^may not rise yet: banyan status/);
    const next = {
      stage: 'split',
      share: 0.25,
      allowed: true,
      missing: [],
      yieldsToForce: false,
      earliest: null,
    } as const;
    expect(changeLines(at, scorecard({ ...at, next }), 'why').at(-1)).toBe('may rise to 25 %');
  });
});

it.each([
  ['5', 'Did you mean 5%?'],
  ['12.5', 'Did you mean 12.5%?'],
  ['0.5', 'Did you mean 0.5% or 50%?'],
  ['500', 'live, retired).'],
  ['shadw', 'Did you mean shadow?'],
])('a dial that is asked to %s is told: %s', async (text, told) => {
  const asked = dial('items', text, { admin: 'http://127.0.0.1:1', reason: 'why' });
  await expect(asked).rejects.toThrow(told);
});

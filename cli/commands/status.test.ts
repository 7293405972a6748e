import { describe, expect, it } from 'vitest';
import { fresh, scorecard } from '../../dashboards/fake-rows.cases.js';
import { routeLines } from './status.js';

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
      '  bad         0.068 % [0.01 % … 0.23 %] of 4410 entities; to be below 0.1 % at 95 % confidence',
    );
  });

  it('and how many of what healed did so too late', () => {
    const [, compared] = routeLines(scorecard({ late: 7 }));
    expect(compared).toContain(', 7 of the stale too late, which is bad');
    expect(routeLines(scorecard())[1]).not.toContain('late');
  });

  it('of one in words for one', () => {
    const one = scorecard({ requests: 1, compared: 1, entities: { compared: 1, bad: 0 } });
    expect(badOf(one)).toContain('] of 1 entity; ');
    expect(routeLines(one)[1]).toContain('1 of 1 request, 1 entity; ');
  });

  it('and of which versions they are, or how to see deploys', () => {
    const versions = (card: Parameters<typeof routeLines>[0]) =>
      routeLines(card).filter((line) => line.startsWith('  versions ') || line.includes('invisible'));
    expect(versions(scorecard({ attempt: 3 }))).toEqual([
      '  versions    legacy unseen, candidate 1.4.2 (header x-app-version); attempt 3 on this candidate: more must be proven',
      '              deploys of what is unseen are invisible: name a version: under its upstream in banyan.yaml',
    ]);
    expect(
      versions(
        scorecard({
          versions: { legacy: null, candidate: '7' },
          versionsFrom: { legacy: 'probe', candidate: 'banyan.yaml' },
        }),
      ),
    ).toEqual(['  versions    legacy none told yet (probe), candidate 7 (banyan.yaml)']);
  });

  it('and how many since the dial was last turned, where it ever was', () => {
    expect(routeLines(scorecard())).toContain('  since turn  1210 entities, 0 bad; 640 draws, 0 bad');
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

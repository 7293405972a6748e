import { describe, expect, it } from 'vitest';
import { fresh, scorecard } from '../../dashboards/fake-rows.cases.js';
import { routeLines } from './status.js';

describe('banyan status tells of the bad entities of a route', () => {
  const badOf = (card: Parameters<typeof routeLines>[0]): string | undefined =>
    routeLines(card).find((line) => line.startsWith('  bad '));

  it('how many there are, and how many there may be', () => {
    expect(badOf(scorecard())).toBe(
      '  bad         0.068 % [0.01 % … 0.23 %] of 4410 entities; to be below 0.1 % at 95 % confidence',
    );
  });

  it('of one in words for one', () => {
    const one = scorecard({ requests: 1, compared: 1, entities: { compared: 1, bad: 0 } });
    expect(badOf(one)).toContain('] of 1 entity; ');
    expect(routeLines(one)[1]).toContain('1 of 1 request, 1 entity; ');
  });

  it('that nothing was compared yet', () => {
    expect(badOf(fresh())).toBe('  bad         nothing compared yet; to be below 0.1 % at 99 % confidence');
  });
});

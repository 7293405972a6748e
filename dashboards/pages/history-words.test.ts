import { describe, expect, it } from 'vitest';
import type { HistoryChange, HistoryPoint, RouteHistory } from '../../evidence/history/route-history.js';
import { noClasses } from '../../evidence/mismatch-class.js';
import { directionOf, toldInWords } from './history-words.js';

const none = { p50: null, p95: null, p99: null };
const point = (minute: number, more: Partial<HistoryPoint> = {}): HistoryPoint => ({
  at: `2026-01-01T12:${String(minute).padStart(2, '0')}:00.000Z`,
  stage: 'shadow',
  share: 0,
  rate: { estimate: null, lower: 0, upper: 1 },
  threshold: 0.001,
  candidate: null,
  requests: 0,
  compared: 0,
  mismatched: noClasses(),
  latency: { legacy: none, candidate: none },
  lag: none,
  ...more,
});
const shadow = { stage: 'shadow', share: 0 } as const;
const split = (share: number) => ({ stage: 'split', share }) as const;
const change = (more: Partial<HistoryChange>): HistoryChange => ({
  id: 1,
  time: '2026-01-01T12:00:30.000Z',
  action: 'turn',
  from: shadow,
  to: split(0.05),
  actor: 'somebody',
  forced: false,
  reason: 'why not',
  ...more,
});
const told = (points: readonly HistoryPoint[], changes: readonly HistoryChange[] = []): string => {
  const history: RouteHistory = {
    from: '2026-01-01T11:30:00.000Z',
    to: '2026-01-01T12:30:00.000Z',
    resolution: 60,
    points,
    changes,
  };
  return toldInWords(history).join(' ').replaceAll('\u00a0', ' ');
};

describe('the past of a route in words', () => {
  it('is nothing where nothing was measured', () => {
    expect(told([])).toBe('');
  });

  it('says that no request came, and what is not measured, rather than zeros', () => {
    expect(told([point(1), point(2)])).toBe(
      'The dial stood at shadow all the time. No request came. The mismatch rate is not measured yet. p95 of a step: legacy not measured, candidate not measured.',
    );
  });

  it('adds up what happened, and tells rates and times from the least to the most', () => {
    const p95 = (seconds: number) => ({ ...none, p95: seconds });
    const points = [
      point(1, {
        requests: 60,
        compared: 50,
        mismatched: { ...noClasses(), semantic: 2, stale: 1 },
        rate: { estimate: 0.04, lower: 0.01, upper: 0.1 },
        latency: { legacy: p95(0.5), candidate: none },
      }),
      point(2, {
        ...split(0.05),
        requests: 40,
        compared: 40,
        rate: { estimate: 0.02, lower: 0.005, upper: 0.05 },
        latency: { legacy: p95(0.6), candidate: p95(0.01) },
      }),
    ];
    expect(told(points, [change({})])).toBe(
      'The dial went from shadow to split 5 %: raised once. 100 requests, 90 compared, 3 differed: 2 semantic, 1 stale. The mismatch rate is 2 %, between 0.5 … 5 %, was 4 % at most, and must stay below 0.1 %. p95 of a step: legacy 500 ms to 600 ms, candidate 10 ms.',
    );
  });

  it('counts ways up and down, and says for how long Banyan did not run', () => {
    const changes = [
      change({}),
      change({ from: split(0.05), to: shadow, action: 'rollback' }),
      change({ from: shadow, to: shadow, action: 'new-version' }),
      change({}),
      change({ from: split(0.05), to: split(0.25) }),
      change({ from: split(0.25), to: { stage: 'live', share: 1 } }),
    ];
    const words = told([point(1), point(4), point(9, { stage: 'live', share: 1 })], changes);
    expect(words).toContain('The dial went from shadow to live: raised 4 times, lowered once.');
    expect(told([point(1)], changes.slice(0, 2))).toContain(
      'The dial stands at shadow again: raised once, lowered once.',
    );
    expect(words).toMatch(/Nothing was written for 6.min: Banyan did not run\.$/);
  });
});

describe('the direction of a change', () => {
  it('is where clients go, of a version its own, else none', () => {
    const ways = [
      [change({}), 'up'],
      [change({ from: split(0.25), to: split(0.05) }), 'down'],
      [change({ from: shadow, to: { stage: 'observe', share: 0 } }), 'down'],
      [change({ from: { stage: 'live', share: 1 }, to: { stage: 'retired', share: 1 } }), 'up'],
      [change({ from: { stage: 'retired', share: 1 }, to: shadow }), 'down'],
      [change({ action: 'hold', to: shadow }), 'still'],
      [change({ action: 'new-version', to: shadow }), 'version'],
    ] as const;
    for (const [one, way] of ways) expect(directionOf(one)).toBe(way);
  });
});

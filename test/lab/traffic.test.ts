import { describe, expect, it } from 'vitest';
import { type TrafficSettings, traffic } from './traffic.js';

const settings: TrafficSettings = {
  seed: 'traffic',
  entities: Array.from({ length: 100 }, (_, at) => `c-${at}`),
  perSecond: 50,
  until: 600_000,
  skew: 1,
  gap: [3, 40],
};
const arrivals = [...traffic(settings)];

function timesAsked(list: typeof arrivals): readonly number[] {
  const counts = new Map<string, number>();
  for (const { entity } of list) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a);
}

describe('traffic', () => {
  it('asks as often as it is told, in order of time, and not longer', () => {
    expect(arrivals.length).toBeGreaterThan(29_000);
    expect(arrivals.length).toBeLessThan(31_000);
    const times = arrivals.map(({ at }) => at.legacy);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(settings.until);
  });

  it('comes like a Poisson process: gaps spread as widely as they are long', () => {
    const gaps = arrivals.slice(1).map(({ at }, before) => at.legacy - (arrivals[before]?.at.legacy ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(spread / mean).toBeGreaterThan(0.9);
    expect(spread / mean).toBeLessThan(1.1);
  });

  it('reads the candidate within the gap after legacy', () => {
    const gaps = arrivals.map(({ at }) => at.candidate - at.legacy);
    expect([Math.min(...gaps), Math.max(...gaps)]).toEqual([3, 40]);
  });

  it('asks for the first of a hundred about twice as often as for the second, and about evenly without skew', () => {
    const [first = 0, second = 0] = timesAsked(arrivals);
    expect(first / second).toBeGreaterThan(1.7);
    expect(first / second).toBeLessThan(2.3);
    const even = timesAsked([...traffic({ ...settings, skew: 0 })]);
    expect(even.length).toBe(100);
    expect((even[0] ?? 0) / (even.at(-1) ?? 1)).toBeLessThan(2);
  });

  it('is the same for the same seed, and another for another', () => {
    expect([...traffic(settings)]).toEqual(arrivals);
    expect([...traffic({ ...settings, seed: 'other' })]).not.toEqual(arrivals);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DetectorState,
  detectorStatistic,
  quietValue,
  startDetector,
  tickDetector,
} from './detector.js';

const ticks = fc
  .record({ judged: fc.integer({ min: 1, max: 500 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ judged, share }) => ({ judged, turnedBad: Math.round(judged * share) }));
const histories = fc.record({ tau: fc.constantFrom(1e-9, 0.001, 0.05, 0.25), seen: fc.array(ticks) });

const after = (tau: number, seen: readonly { judged: number; turnedBad: number }[]): DetectorState =>
  seen.reduce(tickDetector, startDetector(tau));
const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);
const month = 30 * 86_400;

describe('the detector of mismatches', () => {
  it('is as before after a tick in which nothing was judged', () => {
    fc.assert(
      fc.property(histories, ({ tau, seen }) => {
        const state = after(tau, seen);
        expect(tickDetector(state, { judged: 0, turnedBad: 0 })).toEqual(state);
      }),
    );
  });

  it('goes on after it was saved as if it had not been', () => {
    fc.assert(
      fc.property(histories, ticks, ({ tau, seen }, next) => {
        const state = after(tau, seen);
        const restored = JSON.parse(JSON.stringify(state)) as DetectorState;
        expect(tickDetector(restored, next)).toEqual(tickDetector(state, next));
      }),
    );
  });

  it('is never calmer for one more bad entity in a tick', () => {
    fc.assert(
      fc.property(histories, ticks, ({ tau, seen }, { judged, turnedBad }) => {
        const state = after(tau, seen);
        const statistic = (bad: number): number =>
          detectorStatistic(tickDetector(state, { judged, turnedBad: bad }));
        expect(statistic(Math.min(judged, turnedBad + 1))).toBeGreaterThanOrEqual(statistic(turnedBad));
      }),
    );
  });

  it.each([1e-9, 0.001, 0.25, 0.9])('at τ=%d stays a finite number however long everything is bad', (tau) => {
    const tick = { judged: 1, turnedBad: 1 };
    const worst = after(tau, times(2_000, tick));
    expect(tickDetector(worst, tick)).toEqual(worst);
    expect(detectorStatistic(worst)).toBeGreaterThan(1e6 * month);
    expect(detectorStatistic(worst)).toBeLessThan(Number.MAX_VALUE);
    expect(detectorStatistic(tickDetector(worst, { judged: 1, turnedBad: 0 }))).toBeGreaterThan(0);
  });

  it('alarms in the third tick when everything breaks, at one false alarm in 30 days', () => {
    const broken = (seconds: number): number =>
      detectorStatistic(after(0.001, times(seconds, { judged: 20, turnedBad: 20 })));
    expect(broken(2)).toBeLessThan(month);
    expect(broken(3)).toBeGreaterThanOrEqual(month);
  });

  it('comes to rest at the quiet value while every tick is clean', () => {
    const resting = detectorStatistic(after(0.01, times(8_000, { judged: 3, turnedBad: 0 })));
    expect(resting / quietValue(0.01)).toBeCloseTo(1, 9);
  });
});

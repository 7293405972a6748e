import { expect, it } from 'vitest';
import { EntityDetector } from './entity-detector.js';

const tau = 0.001;
const patience = 40;
/** What four detectors alarm at by default. */
const alarmsAt = 4 * 30 * 86_400;

/** Ticks until it alarms where one of a hundred is bad in every other tick, and that is known so many ticks later. */
function ticksToAlarm(settles: number): number {
  const detector = new EntityDetector(tau, patience);
  const later: string[][] = [];
  for (let tick = 1; tick <= 500; tick += 1) {
    const suspects = tick % 2 === 0 ? [`bad ${tick}`] : [];
    for (let i = suspects.length; i < 100; i += 1) detector.judge(`${tick}-${i}`, false);
    for (const name of suspects) detector.suspect(name, name);
    later.push(suspects);
    if (later.length > settles) for (const name of later.shift() ?? []) detector.settle(name, true);
    detector.close();
    if (detector.statistic >= alarmsAt) return tick;
  }
  return Number.POSITIVE_INFINITY;
}

it('alarms as much later as it takes to know, and no more: what is not known yet does not speak against what is', () => {
  const atOnce = ticksToAlarm(0);
  expect(atOnce).toBeLessThan(100);
  expect([1, 5, 12, 30].map((settles) => ticksToAlarm(settles) - atOnce)).toEqual([1, 5, 12, 30]);
});

it('stands where it would if all had been known at once, when all is known', () => {
  const [atOnce, late] = [new EntityDetector(tau, patience), new EntityDetector(tau, patience)];
  atOnce.judge('a', true);
  late.suspect('a', 'its suspect');
  for (const detector of [atOnce, late]) detector.close();
  expect(late.statistic).toBeLessThan(atOnce.statistic);
  for (const detector of [atOnce, late]) {
    for (let i = 0; i < 9; i += 1) detector.judge(`b${i}`, false);
    detector.close();
  }
  late.settle('its suspect', true);
  for (const detector of [atOnce, late])
    for (const name of ['c', 'd']) {
      detector.judge(name, false);
      detector.close();
    }
  expect(late.statistic).toBeCloseTo(atOnce.statistic, 9);
  expect(late.saved).toEqual(atOnce.saved);
});

import { describe, expect, it } from 'vitest';
import { TrafficHours } from './traffic-hours.js';

const at = (time: string): Date => new Date(`2026-01-01T${time}:00Z`);
const noted = (...times: readonly string[]): TrafficHours => {
  const hours = new TrafficHours();
  for (const time of times) hours.note(at(time));
  return hours;
};

describe('hours with traffic', () => {
  it.each([
    ['none when nothing was compared', [], 0],
    ['one, however much is compared in it', ['10:00', '10:30', '10:59'], 1],
    ['as many as clock hours are met, not those between', ['10:59', '11:00', '15:00'], 3],
    ['counted on after the clock was set back', ['15:00', '10:00', '11:00'], 3],
  ])('are %s', (_, times, hours) => {
    expect(noted(...times).hours).toBe(hours);
  });

  it.each([
    [['10:00', '11:00'], ['12:00'], 3],
    [['10:00', '11:10'], ['11:50', '12:00'], 3],
    [['10:00', '11:00'], [], 2],
  ])('of a process that took up %j and met %j are counted once', (before, here, hours) => {
    const after = noted(...here);
    after.resume(noted(...before).traffic!);
    expect(after.hours).toBe(hours);
    expect(after.traffic).toEqual({ hours, last: at([...before, ...here].at(-1)!).toISOString() });
  });
});

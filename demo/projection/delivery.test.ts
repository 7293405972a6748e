import { expect, test } from 'vitest';
import { chanceFrom } from '../chance.js';
import type { DomainEvent } from '../shop/event-log.js';
import { arrivals, InTransit, isLost } from './delivery.js';

const NONE = { lag: false, duplicates: false, outOfOrder: false };
const event = (id: number): DomainEvent => ({
  id: `E-${id}`,
  offset: id,
  type: 'fraud-flagged',
  recordedAt: '2025-01-06T08:00:00Z',
  entity: `fraud:C-${id}`,
  version: 1,
  opening: false,
  fact: { about: 'fraud', state: { customerId: `C-${id}`, level: 'WATCH', alerts: 1 } },
});

test('without trouble an event arrives at once and once', () => {
  expect(arrivals(event(1), NONE, 1_000, chanceFrom('none'))).toEqual([{ event: event(1), at: 1_000 }]);
});

test('lag lets every event arrive later', () => {
  const chance = chanceFrom('lag');
  for (let n = 0; n < 100; n++) {
    const times = arrivals(event(n), { ...NONE, lag: true }, 0, chance).map(({ at }) => at);
    expect(times).toHaveLength(1);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...times)).toBeLessThanOrEqual(900);
  }
});

test('about a third of the events arrive twice', () => {
  const chance = chanceFrom('twice');
  const twice = Array.from({ length: 900 }, (_, n) =>
    arrivals(event(n), { ...NONE, duplicates: true }, 0, chance),
  );
  const count = twice.filter((each) => each.length === 2).length;
  expect(count).toBeGreaterThan(250);
  expect(count).toBeLessThan(350);
});

test('events overtake each other, and come out in the order in which they arrive', () => {
  const chance = chanceFrom('overtaking');
  const inTransit = new InTransit();
  for (let n = 1; n <= 50; n++) inTransit.add(arrivals(event(n), { ...NONE, outOfOrder: true }, n, chance));
  expect(inTransit.arrived(0)).toEqual([]);
  const early = inTransit.arrived(200);
  const late = inTransit.arrived(1_000);
  const offsets = [...early, ...late].map(({ offset }) => offset);
  expect(offsets).not.toEqual(offsets.toSorted((a, b) => a - b));
  expect(offsets.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  expect(inTransit.size).toBe(0);
});

test('it is always the same third that gets lost', () => {
  const lost = Array.from({ length: 800 }, (_, n) => isLost(event(n)));
  expect(lost).toEqual(Array.from({ length: 800 }, (_, n) => isLost(event(n))));
  expect(lost.filter(Boolean).length).toBeGreaterThan(220);
  expect(lost.filter(Boolean).length).toBeLessThan(315);
});

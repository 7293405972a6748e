import { expect, test } from 'vitest';
import { EventLog } from './event-log.js';
import { eventLogApp } from './event-log-app.js';

const points = (customerId: string, points: number) =>
  ({ about: 'loyalty', state: { customerId, points, tier: 'BRONZE', toNextTier: 0 } }) as const;

test('events keep their order, and versions count per entity', () => {
  const log = new EventLog();
  log.record('loyalty-adjusted', points('C-1', 1));
  log.open();
  log.record('loyalty-adjusted', points('C-2', 2));
  log.record('loyalty-adjusted', points('C-1', 3));
  const { events, head } = log.read(0, 10);
  expect(head).toBe(3);
  expect(events.map(({ offset, entity, version, opening }) => [offset, entity, version, opening])).toEqual([
    [1, 'loyalty:C-1', 1, true],
    [2, 'loyalty:C-2', 1, false],
    [3, 'loyalty:C-1', 2, false],
  ]);
  expect(log.read(2, 10).events.map(({ id }) => id)).toEqual(['E-3']);
  expect(log.read(0, 1).events.map(({ id }) => id)).toEqual(['E-1']);
});

test('a long log keeps the newest event of each entity and forgets archived ones', () => {
  const log = new EventLog();
  log.record('loyalty-adjusted', points('archived', 1));
  log.archive(points('archived', 1));
  for (let n = 0; n < 40_000; n++) log.record('loyalty-adjusted', points(`C-${n % 100}`, n));
  const { events, head } = log.read(0, 50_000);
  expect(head).toBe(40_001);
  expect(events).toHaveLength(100);
  expect(new Set(events.map(({ entity }) => entity)).size).toBe(100);
  expect(events.every(({ version }) => version === 400)).toBe(true);
});

test('the log is read over HTTP from a place, and a place that is none is refused', async () => {
  const log = new EventLog();
  for (let n = 0; n < 3; n++) log.record('loyalty-adjusted', points('C-1', n));
  const app = eventLogApp(log);
  const page = (await (await app.request('/events?after=1&limit=1')).json()) as { events: { id: string }[] };
  expect(page.events.map(({ id }) => id)).toEqual(['E-2']);
  expect((await app.request('/events?after=-1')).status).toBe(400);
  expect((await app.request('/events?after=0&limit=x')).status).toBe(400);
});

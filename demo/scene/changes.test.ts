import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Changes, isFall, tellChange, wayBack } from './changes.js';
import type { Change } from './scorecard.js';

const promoted: Change = {
  id: 1,
  time: '2026-05-01T10:00:00Z',
  actor: 'banyan',
  role: 'controller',
  reason: 'every guard passes, and the route rises by itself',
  action: 'promote',
  from: { stage: 'shadow', share: 0 },
  to: { stage: 'split', share: 0.05 },
};
const fallen: Change = {
  ...promoted,
  id: 2,
  reason: '10 of the last 20 entities are bad',
  action: 'rollback',
  from: { stage: 'live', share: 1 },
  to: { stage: 'shadow', share: 0 },
};
const byHand: Change = { ...fallen, actor: 'ada', role: 'admin', reason: 'seen enough' };

test.each<[Change, RegExp]>([
  [promoted, /  shadow → 5 %, by banyan, by itself: every guard passes/],
  [fallen, /  live → shadow, by banyan, by itself: 10 of the last 20 entities are bad$/],
  [byHand, /  live → shadow, by ada: seen enough$/],
  [{ ...byHand, action: 'hold', to: byHand.from }, /  hold, by ada: seen enough$/],
])('a change is told with what, who and why: %#', (change, line) => {
  expect(tellChange(change)).toMatch(line);
});

test('only what came down by itself is a fall', () => {
  expect([promoted, fallen, byHand].map(isFall)).toEqual([false, true, false]);
});

test('each change is told once, oldest first', async () => {
  let entries = [fallen, promoted];
  const server = createServer((_, to) => to.end(JSON.stringify({ entries }))).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const changes = new Changes(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await changes.news()).toEqual([promoted, fallen]);
  expect(await changes.news()).toEqual([]);
  entries = [{ ...promoted, id: 3 }, ...entries];
  expect(await changes.news()).toEqual([{ ...promoted, id: 3 }]);
  server.close();
});

describe('after a rollback', () => {
  const way = { faults: 'http://f', banyan: (rest: string) => `banyan ${rest}`, route: 'r' };

  test('code that is mended must be seen by somebody, and is another version with evidence of its own', () => {
    const told = wayBack(way, '1.0.0-mapping-bug', false).join('\n');
    expect(told).toMatch(/http:\/\/f, then say that you have seen why:/);
    expect(told).toContain('banyan acknowledge r');
    expect(told).not.toContain('restart-evidence');
  });

  test.each([
    [false, 'banyan acknowledge r'],
    [true, 'banyan unlatch r'],
  ])('what broke without one must be seen by somebody (latched: %s)', (latched, command) => {
    const told = wayBack(way, '1.0.0', latched).join('\n');
    expect(told).toContain(command);
    expect(told).toContain('banyan restart-evidence r');
  });
});

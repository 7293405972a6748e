import { expect, it } from 'vitest';
import { joinTallies, TrafficCounter } from './traffic-counter.js';

const pair = (total: number) => ({
  legacy: { failed: false, head: total, total },
  candidate: { failed: true, total },
});

it('tells pairs once, by route, and joins what was told', () => {
  const counter = new TrafficCounter();
  counter.paired('a', pair(1));
  counter.paired('b', pair(2));
  const first = counter.take();
  expect(counter.take()).toBeUndefined();
  counter.paired('a', pair(3));
  const second = counter.take();
  expect(first && second && joinTallies(first, second).paired).toEqual([
    { route: 'a', pairs: [pair(1), pair(3)] },
    { route: 'b', pairs: [pair(2)] },
  ]);
});

it('does not grow where nobody takes what it counts', () => {
  const counter = new TrafficCounter();
  for (let i = 0; i < 30_000; i += 1) counter.paired('a', pair(i));
  const [told] = counter.take()?.paired ?? [];
  expect(told?.pairs).toHaveLength(20_000);
  expect(told?.pairs[0]).toEqual(pair(0));
});

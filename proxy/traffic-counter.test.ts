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

it('keeps of each side the slowest read whose trace somebody keeps, also where tallies are joined', () => {
  const counter = new TrafficCounter();
  const asked: number[] = [];
  const trace = (name: number, kept = true) => ({
    get kept() {
      asked.push(name);
      return kept ? `${name}`.padStart(32, '0') : undefined;
    },
  });
  counter.duration('r', 'legacy', 0.2, trace(1));
  counter.duration('r', 'legacy', 0.1, trace(2));
  counter.duration('r', 'legacy', 0.5, trace(3, false));
  counter.duration('r', 'candidate', 0.9);
  const first = counter.take()!;
  const example = { trace: '1'.padStart(32, '0'), seconds: 0.2 };
  expect(first.durations).toEqual([
    { route: 'r', side: 'legacy', seconds: [0.2, 0.1, 0.5], example },
    { route: 'r', side: 'candidate', seconds: [0.9] },
  ]);
  // The faster one was not even asked.
  expect(asked).toEqual([1, 3]);
  counter.duration('r', 'legacy', 0.1, trace(4));
  const joined = joinTallies(counter.take()!, first);
  expect(joined.durations.find(({ side }) => side === 'legacy')?.example).toEqual(example);
});

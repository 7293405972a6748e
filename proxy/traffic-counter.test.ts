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

it('tells of the slowest answer that is traced, joined or not', () => {
  const counter = new TrafficCounter();
  const traceparent = (id: string): string => `00-${id.padStart(32, '0')}-b7ad6b7169203331-01`;
  counter.duration('a', 'legacy', 0.2, traceparent('1'));
  counter.duration('a', 'legacy', 0.9);
  counter.duration('a', 'legacy', 0.4, traceparent('2'));
  counter.duration('a', 'legacy', 0.3, traceparent('3'));
  counter.duration('a', 'candidate', 0.3, 'no trace');
  const first = counter.take();
  counter.duration('a', 'legacy', 0.1, traceparent('4'));
  const second = counter.take();
  const traced = { seconds: 0.4, traceId: '2'.padStart(32, '0') };
  expect(first && second && joinTallies(first, second).durations).toEqual([
    { route: 'a', side: 'legacy', seconds: [0.2, 0.9, 0.4, 0.3, 0.1], traced },
    { route: 'a', side: 'candidate', seconds: [0.3], traced: undefined },
  ]);
});

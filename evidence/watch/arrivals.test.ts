import { expect, it } from 'vitest';
import { Arrivals } from './arrivals.js';

it('what is left takes as long as evidence has come in lately', () => {
  const arrivals = new Arrivals();
  const grown = (tick: number) => ({ entities: tick * 2, draws: Math.floor(tick / 10), pairs: 0 });
  expect(arrivals.secondsFor(100, 'entities')).toBeNull();
  for (let tick = 1; tick <= 100; tick += 1) arrivals.close(grown(tick));
  expect(arrivals.secondsFor(100, 'entities')).toBe(50);
  expect(arrivals.secondsFor(3, 'draws')).toBe(30);
  expect(arrivals.secondsFor(1, 'pairs')).toBeNull();
  arrivals.beginStep();
  expect(arrivals.secondsFor(100, 'entities')).toBeNull();
});

it('what came in long ago tells nothing of how long it will take', () => {
  const arrivals = new Arrivals();
  for (let tick = 1; tick <= 2_000; tick += 1)
    arrivals.close({ entities: Math.min(tick, 1_000), draws: 0, pairs: 0 });
  expect(arrivals.secondsFor(1, 'entities')).toBeNull();
});

import { expect, it } from 'vitest';
import { CrashGuard } from './crash-guard.js';

it('61 · a crash loop is tried ever more seldom, to a bound, and forgiven after a minute of life', () => {
  let now = 0;
  const guard = new CrashGuard(() => now);
  const liveAndDie = (milliseconds: number): number => {
    guard.started();
    now += milliseconds;
    return guard.died();
  };
  expect([10, 10, 59_000, 10].map(liveAndDie)).toEqual([250, 500, 1_000, 2_000]);
  expect(guard.deathsInARow).toBe(4);
  for (let i = 0; i < 2_000; i++) expect(liveAndDie(10)).toBeLessThanOrEqual(30_000);
  expect(liveAndDie(10)).toBe(30_000);
  guard.started();
  now += 60_000;
  expect(guard.deathsInARow).toBe(0);
  expect(guard.died()).toBe(250);
});

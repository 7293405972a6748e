import { expect, it } from 'vitest';
import { SinceRollback } from './since-rollback.js';

const at = '2026-05-01T00:00:00.000Z';
/** A rollback of candidate a, so many seconds ago. */
const since = (seconds: number): SinceRollback => {
  const time = new SinceRollback();
  time.at(at, 'a');
  time.pass(seconds);
  return time;
};
const savedOf = (passed: number, ...early: string[]) => ({ at, passed, early });

it.each([
  ['just before a quarter of an hour is early', 899, true],
  ['a quarter of an hour after it is not', 900, false],
])('who takes over %s', (_, seconds, isEarly) => {
  const time = since(seconds);
  expect(time.at(at, 'b')).toBe(isEarly);
  expect(time.isEarly('b')).toBe(isEarly);
});

it('who was early stays so, however long ago it was and whoever was between', () => {
  const time = since(10);
  time.at(at, 'b');
  time.pass(1_000);
  time.at(at, 'c');
  time.at(at, 'b');
  expect([time.isEarly('b'), time.isEarly('c')]).toEqual([true, false]);
});

it('another rollback begins anew, with whoever answers then', () => {
  const time = since(1_000);
  time.at(at, 'b');
  time.at('2026-05-02T00:00:00.000Z', 'b');
  expect([time.passed, time.isEarly('a'), time.isEarly('b')]).toEqual([0, false, true]);
});

it('none counts where none is to be answered for', () => {
  const time = since(10);
  time.at(null, 'a');
  time.pass(5);
  expect([time.passed, time.isEarly('a'), time.saved]).toEqual([0, false, null]);
});

it.each<[string, ReturnType<typeof savedOf>, number, boolean]>([
  ['takes up how much was watched and who was early', savedOf(500, 'a', 'b'), 500, true],
  ['takes those early that answer before it', savedOf(500, 'a'), 500, true],
  [
    'takes nobody for early who first answers after the first quarter of an hour',
    savedOf(900, 'a'),
    900,
    false,
  ],
])('the process that comes after %s', (_, saved, passed, isEarly) => {
  const time = new SinceRollback();
  time.at(at, 'b');
  time.pass(3);
  time.resume(saved);
  expect([time.passed, time.isEarly('b')]).toEqual([passed, isEarly]);
});

it('what was saved waits until the dial is read, and is nothing to another rollback', () => {
  const time = new SinceRollback();
  time.at(null, 'b');
  time.resume(savedOf(1_000, 'a', 'c'));
  time.at('2026-05-02T00:00:00.000Z', 'b');
  expect(time.passed).toBe(0);
  time.at(at, 'b');
  expect([time.passed, time.isEarly('b'), time.isEarly('c')]).toEqual([1_000, false, true]);
});

it('counts no time twice that two processes watched', () => {
  const time = since(400);
  time.resume(savedOf(300, 'a'));
  expect(time.passed).toBe(400);
});

it('lets none answer where more were early than can be remembered', () => {
  const time = since(0);
  for (let i = 0; i < 60; i += 1) time.at(at, `v${i}`);
  expect([time.isEarly('v59'), time.isEarly('never met')]).toEqual([true, true]);
  expect(time.saved?.early).toHaveLength(50);
});

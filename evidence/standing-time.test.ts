import { describe, expect, it } from 'vitest';
import { StandingTime } from './standing-time.js';

const standing = (revision: number, of: string): StandingTime => {
  const time = new StandingTime();
  time.at(revision, of);
  return time;
};
const times = ({ stood, dwelt }: StandingTime) => [stood, dwelt];

describe('for how long a dial stands', () => {
  it('counts from its last turn, and what is to be proven there from when that began', () => {
    const time = standing(1, 'a');
    time.pass(5);
    time.at(1, 'b');
    time.pass(2);
    expect(times(time)).toEqual([7, 2]);
    time.at(2, 'b');
    expect(times(time)).toEqual([0, 0]);
  });

  it.each([
    ['goes on in the process that comes after', 1, 'a', [8, 6]],
    ['begins its dwell anew where something else is to be proven', 1, 'b', [8, 1]],
    ['begins anew where the dial was turned meanwhile', 2, 'a', [1, 1]],
  ])('%s', (_, revision, of, expected) => {
    const time = standing(revision, of);
    time.pass(1);
    time.resume({ revision: 1, of: 'a', stood: 8, dwelt: 6 });
    expect(times(time)).toEqual(expected);
  });

  it('counts no time twice that two processes watched', () => {
    const time = standing(1, 'a');
    time.pass(100);
    time.resume({ revision: 1, of: 'a', stood: 90, dwelt: 90 });
    time.resume({ revision: 1, of: 'a', stood: 90, dwelt: 90 });
    expect(times(time)).toEqual([100, 100]);
  });

  it('is saved when it has passed, and again where that failed', () => {
    const time = standing(3, 'a');
    expect(time.takeChange()).toEqual({ revision: 3, of: 'a', stood: 0, dwelt: 0 });
    time.pass(9);
    expect(time.takeChange()).toBeUndefined();
    time.pass(1);
    expect(time.takeChange()).toEqual({ revision: 3, of: 'a', stood: 10, dwelt: 10 });
    expect(time.takeChange()).toBeUndefined();
    time.putBack();
    expect(time.takeChange()).toBeDefined();
  });

  it('waits until it is known of what it is, and loses nothing meanwhile', () => {
    const time = new StandingTime();
    time.at(1, undefined);
    time.resume({ revision: 1, of: 'a', stood: 72_000, dwelt: 72_000 });
    time.pass(60);
    expect(time.takeChange()).toBeUndefined();
    time.at(1, 'a');
    expect(times(time)).toEqual([72_000, 72_000]);
    time.at(1, 'b');
    expect(times(time)).toEqual([72_000, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import { dial } from '../routing-rules/turned.cases.js';
import { type SavedStanding, StandingTime } from './standing-time.js';

const at = (time: StandingTime, revision: number, of: string | undefined, candidate: string | null = null) =>
  time.at(dial({ revision }), of, candidate);
const standing = (revision: number, of: string): StandingTime => {
  const time = new StandingTime();
  at(time, revision, of);
  return time;
};
const saved = (more: Partial<SavedStanding> = {}): SavedStanding => ({
  revision: 1,
  of: 'a',
  dwelt: 6,
  seenOn: null,
  rollback: null,
  ...more,
});

describe('for how long a dial stands', () => {
  it('counts from its last turn, and from when what is to be proven there began', () => {
    const time = standing(1, 'a');
    time.pass(5);
    at(time, 1, 'b');
    time.pass(2);
    expect(time.dwelt).toBe(2);
    at(time, 2, 'b');
    expect(time.dwelt).toBe(0);
  });

  it.each([
    ['goes on in the process that comes after', 1, 'a', 6],
    ['begins anew where something else is to be proven', 1, 'b', 1],
    ['begins anew where the dial was turned meanwhile', 2, 'a', 1],
  ])('%s', (_, revision, of, expected) => {
    const time = standing(revision, of);
    time.pass(1);
    time.resume(saved());
    expect(time.dwelt).toBe(expected);
  });

  it('counts no time twice that two processes watched', () => {
    const time = standing(1, 'a');
    time.pass(100);
    time.resume(saved({ dwelt: 90 }));
    time.resume(saved({ dwelt: 90 }));
    expect(time.dwelt).toBe(100);
  });

  it('is saved when it has passed, and again where that failed', () => {
    const time = standing(3, 'a');
    expect(time.takeChange()).toEqual(saved({ revision: 3, dwelt: 0 }));
    time.pass(9);
    expect(time.takeChange()).toBeUndefined();
    time.pass(1);
    expect(time.takeChange()).toEqual(saved({ revision: 3, dwelt: 10 }));
    expect(time.takeChange()).toBeUndefined();
    time.putBack();
    expect(time.takeChange()).toBeDefined();
  });

  it('waits until it is known of what it is, and loses nothing meanwhile', () => {
    const time = new StandingTime();
    at(time, 1, undefined);
    time.resume(saved({ dwelt: 72_000 }));
    time.pass(60);
    expect(time.takeChange()).toBeUndefined();
    at(time, 1, 'a');
    expect(time.dwelt).toBe(72_000);
    at(time, 1, 'b');
    expect(time.dwelt).toBe(0);
  });
});

describe('the candidate on which a dial was first seen to stand where it does', () => {
  it('is the first that was told there, and outlives the process', () => {
    const time = new StandingTime();
    at(time, 0, undefined);
    at(time, 0, 'of 1', '1');
    expect(time.takeChange()).toMatchObject({ revision: 0, seenOn: '1' });
    at(time, 0, 'of 2', '2');
    expect(time.seenOn).toBe('1');
    const next = new StandingTime();
    at(next, 0, 'of 2', '2');
    next.resume(saved({ revision: 0, seenOn: '1' }));
    expect(next.seenOn).toBe('1');
  });

  it('is another where the dial was turned', () => {
    const time = new StandingTime();
    at(time, 1, 'of 1', '1');
    at(time, 2, 'of 2', '2');
    expect(time.seenOn).toBe('2');
  });
});

import { describe, expect, it } from 'vitest';
import {
  begin,
  carriedOver,
  continued,
  type Life,
  nothingPassed,
  showAgain,
  stateOf,
} from './fingerprint-life.js';

const firstSeen = '2026-01-01T00:00:00.000Z';
const hoursLater = (hours: number): Date => new Date(Date.parse(firstSeen) + hours * 3_600_000);
const passed = (compared: number, hours: number) => ({ compared, hours });
/** Showed 10 times in 1,000 comparisons: one took 100. */
const seldom: Life = { showings: 10, span: 1_000, at: passed(1_000, 30), reopened: false };
/** Shows in every comparison. */
const always: Life = { showings: 1_000, span: 1_000, at: passed(1_000, 30), reopened: false };
const back: Life = { ...seldom, reopened: true };

describe('the life of a fingerprint', () => {
  it.each([
    ['new in its first hour', always, passed(1_000, 30), 1, 'new'],
    ['known after it, whether it shows again or not', always, passed(1_000, 30), 1.001, 'known'],
    [
      'known while less passed without it than 3 × what used to show it',
      seldom,
      passed(1_299, 90),
      99,
      'known',
    ],
    ['known while less than 24 hours with traffic passed without it', seldom, passed(9_999, 53), 99, 'known'],
    ['fixed when both have passed', seldom, passed(1_300, 54), 99, 'fixed'],
    [
      'known while fewer than 50 comparisons passed, however often it showed',
      always,
      passed(1_049, 90),
      99,
      'known',
    ],
    ['fixed after 50 when it showed in each', always, passed(1_050, 54), 99, 'fixed'],
    [
      'fixed though it was new an hour ago, if a day’s traffic came in between',
      seldom,
      passed(1_300, 54),
      0,
      'fixed',
    ],
    ['reopened when it had been fixed, for as long as it shows', back, passed(1_299, 90), 999, 'reopened'],
    ['fixed again by the same rule', back, passed(1_300, 54), 999, 'fixed'],
  ] as const)('is %s', (_, life, at, hours, state) => {
    expect(stateOf(life, firstSeen, at, hoursLater(hours))).toBe(state);
  });

  it('of one that was seen once counts what had passed before it', () => {
    const once = begin(passed(10_000, 30));
    expect(stateOf(once, firstSeen, passed(39_999, 300), hoursLater(300))).toBe('known');
    expect(stateOf(once, firstSeen, passed(40_000, 300), hoursLater(300))).toBe('fixed');
  });

  it('goes from fixed to reopened when it shows, and what passed while it was fixed is not held against it', () => {
    const again = showAgain(seldom, passed(90_000, 500));
    expect(again).toEqual({ showings: 11, span: 1_001, at: passed(90_000, 500), reopened: true });
    expect(showAgain(again, passed(90_099, 501))).toMatchObject({
      showings: 12,
      span: 1_100,
      reopened: true,
    });
  });

  it('counts the comparisons between two showings where it was not fixed', () => {
    expect(showAgain(seldom, passed(1_299, 90))).toEqual({
      showings: 11,
      span: 1_299,
      at: passed(1_299, 90),
      reopened: false,
    });
  });

  it('goes on under another evidence key: what passed without it under both counts', () => {
    const over = carriedOver(seldom, passed(1_200, 44), nothingPassed);
    expect(showAgain(over, passed(99, 60))).toMatchObject({ reopened: false, span: 1_299 });
    expect(showAgain(over, passed(100, 10))).toMatchObject({ reopened: true, span: 1_001 });
    expect(showAgain(over, passed(100, 9))).toMatchObject({ reopened: false });
  });

  it.each([
    ['goes on', passed(1_100, 40), false, 1_150],
    ['is reopened where it was fixed when it was saved', passed(1_300, 54), true, 1_050],
  ])('of two parts %s', (_, saved, reopened, span) => {
    const since: Life = { showings: 5, span: 50, at: passed(50, 1), reopened: false };
    expect(continued(seldom, since, saved)).toEqual({
      showings: 15,
      span,
      at: passed(saved.compared + 50, saved.hours + 1),
      reopened,
    });
  });
});

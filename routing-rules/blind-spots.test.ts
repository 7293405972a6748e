import { describe, expect, it } from 'vitest';
import type { AlarmGrounds } from './alarm.js';
import { blindSpots, type LastMinute } from './blind-spots.js';

const minute = (more: Partial<LastMinute> = {}): LastMinute => ({
  requests: 1_000,
  mixed: 0,
  shed: 0,
  notSampled: 0,
  ...more,
});
const grounds = (legacy = 0, candidate = 0, knownBad = 0): AlarmGrounds => ({
  detectors: [],
  last: { bad: 0, of: 20 },
  lately: { judged: 1_000, turnedBad: 0, knownBad },
  failing: { legacy, candidate },
});
const told = (last = minute(), of = grounds(), isServed = true): readonly string[] =>
  blindSpots(last, of, 0.001, isServed);

describe('what the alarm does not see', () => {
  it('is nothing where every request is compared and legacy answers', () => expect(told()).toEqual([]));

  it('is what differs while two versions answer by turns', () =>
    expect(told(minute({ mixed: 400 }))).toEqual([
      expect.stringMatching(
        /^another version answers, or two by turns: 40\s%.*not compared.*errors and latency bring/,
      ),
    ]));

  it('is what was read on one side alone, with why', () =>
    expect(told(minute({ shed: 30, notSampled: 900 }))).toEqual([
      expect.stringMatching(/^93\s%.*one side alone \(shed 30, not-sampled 900\)/),
    ]));

  it.each([
    ['less than one request in twenty', minute({ shed: 49, mixed: 49 }), 0],
    ['one in twenty', minute({ shed: 50 }), 1],
    ['requests that ended before the minute that left them out', minute({ requests: 0, shed: 3 }), 1],
    ['no request', minute({ requests: 0 }), 0],
    ['several at once', minute({ shed: 500, mixed: 500 }), 2],
  ])('%s: %o makes %i', (_, last, spots) => expect(told(last)).toHaveLength(spots));

  it.each([
    ['legacy fails more often than the candidate and than entities are bad', grounds(0.12, 0.01, 20), 1],
    ['the candidate fails as often', grounds(0.12, 0.12), 0],
    ['more entities are bad than legacy fails', grounds(0.12, 0, 300), 0],
    ['legacy fails no more often than mismatches are tolerated', grounds(0.001), 0],
  ])('where %s', (_, of, spots) => expect(told(minute(), of)).toHaveLength(spots));
});

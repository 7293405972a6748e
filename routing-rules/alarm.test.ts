import { describe, expect, it } from 'vitest';
import { type AlarmGrounds, alarmOf } from './alarm.js';

const reading = (name: string, statistic: number) => ({ name, statistic, quietBelow: 300, alarmsAt: 2_000 });
const quiet: AlarmGrounds = {
  detectors: [reading('mismatch', 1_999), reading('errors', 0), reading('latency p95', 10)],
  last: { bad: 9, of: 20 },
  lately: { judged: 400, turnedBad: 12, knownBad: 0 },
  failing: { legacy: 0.02, candidate: 0.02 },
};
const loud = (...detectors: readonly ReturnType<typeof reading>[]): Partial<AlarmGrounds> => ({ detectors });
const legacyFails = { failing: { legacy: 0.8, candidate: 0.1 } };

describe('what brings a dial down', () => {
  it.each<[string, Partial<AlarmGrounds>, string | undefined]>([
    ['is nothing while no detector has come to its alarm', {}, undefined],
    [
      'is a detector that has',
      loud(reading('mismatch', 2_000)),
      'mismatch: 12 of the last 400 entities turned bad; its detector stands at 2,000, alarm at 2,000',
    ],
    [
      'is a candidate that fails',
      loud(reading('errors', 9_000)),
      'errors: the candidate failed 2 % of requests in the last minute, legacy 2 %; its detector stands at 9,000, alarm at 2,000',
    ],
    [
      'is one that is slow',
      loud(reading('latency p95', 2_500)),
      'latency p95: the candidate is too slow; its detector stands at 2,500, alarm at 2,000',
    ],
    ['is a burst', { last: { bad: 10, of: 20 } }, '10 of the last 20 entities are bad'],
    [
      'is a burst, and what is bad about it, most first',
      { last: { bad: 11, of: 20, classes: { failed: 1, 'missing or semantic': 1, semantic: 9 } } },
      '11 of the last 20 entities are bad (semantic 9, failed 1, missing or semantic 1)',
    ],
    [
      'is a burst before twenty are known',
      { last: { bad: 10, of: 10 } },
      '10 of the last 10 entities are bad',
    ],
    [
      'is not what differs while legacy fails more often',
      { ...loud(reading('mismatch', 9e9)), last: { bad: 15, of: 20 }, ...legacyFails },
      undefined,
    ],
    [
      'is what differs where more of it is bad than legacy fails',
      { last: { bad: 17, of: 20 }, lately: { judged: 400, turnedBad: 330, knownBad: 0 }, ...legacyFails },
      '17 of the last 20 entities are bad',
    ],
    [
      'is not a few entities by chance while legacy fails more often than of late they were bad',
      { last: { bad: 18, of: 20 }, lately: { judged: 400, turnedBad: 40, knownBad: 0 }, ...legacyFails },
      undefined,
    ],
    [
      'is entities that were bad before all the same: so many are met as legacy does not fail for',
      { last: { bad: 12, of: 20 }, lately: { judged: 40, turnedBad: 0, knownBad: 360 }, ...legacyFails },
      '12 of the last 20 entities are bad',
    ],
    [
      'is a few entities where more are not known',
      { last: { bad: 18, of: 20 }, lately: { judged: 19, turnedBad: 0, knownBad: 0 }, ...legacyFails },
      '18 of the last 20 entities are bad',
    ],
    [
      'is what differs where the candidate fails as often as legacy',
      { last: { bad: 10, of: 20 }, failing: { legacy: 0.8, candidate: 0.8 } },
      '10 of the last 20 entities are bad',
    ],
    [
      'is how a candidate fails and how slow it is, whatever legacy does: that is in what they measure',
      { ...loud(reading('mismatch', 9e9), reading('latency p99', 3_000)), ...legacyFails },
      'latency p99: the candidate is too slow; its detector stands at 3,000, alarm at 2,000',
    ],
  ])('%s', (_, grounds, alarm) => expect(alarmOf({ ...quiet, ...grounds })).toBe(alarm));
});

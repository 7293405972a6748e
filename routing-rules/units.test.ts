import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatShare,
  parseDuration,
  parseShare,
  parseSize,
  roughly,
  spanOf,
} from './units.js';

describe('units of the configuration', () => {
  it.each([
    ['250ms', 250],
    ['5s', 5_000],
    ['1.5s', 1_500],
    ['15m', 900_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['5', undefined],
    ['-5s', undefined],
    ['5 parsecs', undefined],
  ])('the duration %s is %s ms', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each([
    ['0%', 0],
    ['0.5%', 0.005],
    ['100%', 1],
    ['5 %', 0.05],
    ['101%', undefined],
    ['-1%', undefined],
    ['half', undefined],
  ])('the share %s is %s', (text, ratio) => expect(parseShare(text)).toBe(ratio));

  it.each([
    ['64KiB', 65_536],
    ['1MiB', 1_048_576],
    ['512B', 512],
    ['64kb', undefined],
  ])('the size %s is %s bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it('people read shares and durations in short', () => {
    expect(formatShare(0.00125)).toBe('0.125 %');
    expect(formatShare(0.05)).toBe('5 %');
    expect(formatDuration(90_000)).toBe('1.5 m');
    expect(formatDuration(250)).toBe('250 ms');
  });
});

describe('how long something lasted is told in words', () => {
  it.each([
    [250, '250 ms'],
    [9_000, '9 s'],
    [90_000, '1.5 min'],
    [339_000, '5.7 min'],
    [3_600_000, '1 hour'],
    [86_399_000, '24 hours'],
    [86_400_000, '1 day'],
    [2_592_000_000, '30 days'],
  ])('%d ms as %s', (milliseconds, told) => expect(spanOf(milliseconds)).toBe(told));
});

describe('how long something takes is told', () => {
  it.each([
    [0.2, 'about 1 second'],
    [40, 'about 40 seconds'],
    [89, 'about 89 seconds'],
    [95, 'about 2 minutes'],
    [2_400, 'about 40 minutes'],
    [5_399, 'about 90 minutes'],
    [7_200, 'about 2 hours'],
    [86_400, 'about 24 hours'],
    [400_000, 'about 5 days'],
    [1e9, 'about 11,574 days'],
  ])('%d s as %s', (seconds, told) => expect(roughly(seconds)).toBe(told));
});

import { describe, expect, it } from 'vitest';
import { parsePeak, parseStat, usageOf } from './usage.js';

describe('a line of /proc/PID/stat', () => {
  const after = 'S 41 42 42 0 -1 4194560 900 0 0 0 250 75 0 0 20 0 11 0 8000 1 2';

  it('tells parent and CPU time, user and system', () => {
    expect(parseStat(`42 (node) ${after}`)).toEqual({ pid: 42, parent: 41, ticks: 325 });
  });

  it('is not misread for a name with spaces and parentheses', () => {
    expect(parseStat(`42 (nginx: (a) worker) ${after}`)).toEqual({ pid: 42, parent: 41, ticks: 325 });
  });
});

it('the peak of memory is read in bytes; none is told for what has no memory', () => {
  expect(parsePeak('VmPeak:\t  900 kB\nVmHWM:\t   220 kB\nVmRSS:\t 100 kB\n')).toBe(225_280);
  expect(parsePeak('Name:\tkthreadd\n')).toBe(0);
});

it('a process that is not there has used nothing', () => {
  expect(usageOf(2 ** 30)).toBeUndefined();
});

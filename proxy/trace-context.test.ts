import { describe, expect, it } from 'vitest';
import { isTracestate, readTraceparent, writeTraceparent } from './trace-context.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

describe('traceparent', () => {
  it.each([
    ['version 00, recorded', `00-${trace}-${span}-01`, 1],
    ['version 00, not recorded', `00-${trace}-${span}-00`, 0],
    ['with the flag of a random trace', `00-${trace}-${span}-03`, 3],
    ['with flags that nobody knows yet, which are not passed on', `00-${trace}-${span}-fd`, 1],
    ['of a later version', `cc-${trace}-${span}-01`, 1],
    ['of a later version that goes on behind a dash', `cc-${trace}-${span}-01-what-the-future-brings`, 1],
  ])('is read: %s', (_, value, flags) => {
    expect(readTraceparent(value)).toEqual({ trace, parent: span, flags });
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['version ff', `ff-${trace}-${span}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${span}-01`],
    ['a parent of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${trace.toUpperCase()}-${span}-01`],
    ['an upper case parent', `00-${trace}-${span.toUpperCase()}-01`],
    ['too long for its version', `00-${trace}-${span}-01-extra`],
    ['one sign too long', `00-${trace}-${span}-010`],
    ['a later version that goes on without a dash', `cc-${trace}-${span}-01.extra`],
    ['too short', `00-${trace}-${span}-1`],
    ['a trace one digit short', `00-${trace.slice(1)}-${span}-01`],
    ['what is no digit', `00-${trace.slice(1)}x-${span}-01`],
    ['other separators', `00_${trace}_${span}_01`],
    ['flags that are no digits', `00-${trace}-${span}-.0`],
    ['two lines', `00-${trace}-${span}-01, 00-${trace}-${span}-01`],
    ['two lines of a later version', `cc-${trace}-${span}-01, cc-${trace}-${span}-01`],
    ['two lines that nobody joined', [`00-${trace}-${span}-01`, `00-${trace}-${span}-01`]],
  ])('begins the trace anew: %s', (_, value) => {
    expect(readTraceparent(value)).toBeUndefined();
  });

  it('is written as version 00, whatever was read', () => {
    const read = readTraceparent(`cc-${trace}-${span}-09-more`)!;
    expect(writeTraceparent(read)).toBe(`00-${trace}-${span}-01`);
  });
});

describe('tracestate', () => {
  const members = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}=v`).join(',');
  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['one member', 'congo=t61rcWkgMzE'],
    ['members of several lines', 'congo=1, rojo=2,  tenant@system=3'],
    ['empty members', 'a=1,,b=2,'],
    ['32 members', members(32)],
    ['a value with spaces within', 'a=b c'],
    ['the longest member', `${'k'.repeat(256)}=${'v'.repeat(256)}`],
  ])('is passed on: %s', (_, value) => {
    expect(isTracestate(value)).toBe(true);
  });

  it.each([
    ['33 members', members(33)],
    ['a key twice', 'a=1,a=2'],
    ['a member without a value', 'a'],
    ['an upper case key', 'Foo=1'],
    ['a key that is too long', `${'k'.repeat(257)}=v`],
    ['a value that is too long', `a=${'v'.repeat(257)}`],
    ['an equals sign in the value', 'a=b=c'],
    ['what is not ASCII', 'a=\u00e9'],
  ])('is dropped: %s', (_, value) => {
    expect(isTracestate(value)).toBe(false);
  });
});

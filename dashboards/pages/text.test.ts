import { describe, expect, it } from 'vitest';
import { bodyLines, inline, lineEndsTold } from './body-lines.js';
import { counted, duration, instant, interval, percent } from './figures.js';
import { clip, visible } from './visible-text.js';

const plain = (text: string): string => text.replace(/[\u00a0\u2009]/g, ' ');

describe('figures', () => {
  it.each([
    [null, 'not measured yet'],
    [0, '0 %'],
    [1, '100 %'],
    [0.05, '5 %'],
    [0.001, '0.1 %'],
    [0.00068, '0.068 %'],
    [0.000001, '< 0.0005 %'],
    [0.99999, '> 99.99 %'],
    [0.9162, '91.6 %'],
    [0.992, '99.2 %'],
  ])('a ratio of %j is %s', (ratio, text) => expect(plain(percent(ratio))).toBe(text));

  it.each([
    [null, 'not measured yet'],
    [0.0006, '0.6 ms'],
    [0.54, '540 ms'],
    [1.12, '1,120 ms'],
    [12.34, '12.3 s'],
  ])('%j seconds are %s', (seconds, text) => expect(plain(duration(seconds))).toBe(text));

  it('say units, intervals and instants', () => {
    expect(plain(counted(1, 'entity', 'entities'))).toBe('1 entity');
    expect(plain(counted(4410, 'entity', 'entities'))).toBe('4,410 entities');
    expect(plain(interval(0, 0.0017))).toBe('0 … 0.17 %');
    expect(plain(instant('2026-11-20T14:35:00.000Z'))).toBe('2026-11-20 14:35:00 UTC');
    expect(instant('never')).toBe('never');
  });
});

describe('a stranger’s text', () => {
  it.each([
    ['\u001b[31mred', '\\u001b[31mred'],
    ['\u202Egpj.exe', '\\u202egpj.exe'],
    ['a\u200bb\ufeff\u2066', 'a\\u200bb\\ufeff\\u2066'],
    ['\r\n\u0007', '\\u000d\n\\u0007'],
    ['\ud800 alone', '\\ud800 alone'],
    ['grüße 👩‍🚀 ', 'grüße 👩‍🚀 '],
  ])('%j is shown as %j', (text, shown) => expect(visible(text)).toBe(shown));

  it('is cut between characters', () => {
    expect(clip('ab👍', 3)).toBe('ab…');
    expect(clip('abc', 3)).toBe('abc');
  });
});

describe('bodies', () => {
  it('become lines that know their path', () => {
    expect(bodyLines({ a: [1, { 'b.c': null }], e: {} })).toEqual([
      { depth: 0, text: '{', path: '$' },
      { depth: 1, text: '"a": [', path: '$.a' },
      { depth: 2, text: '1,', path: '$.a[0]' },
      { depth: 2, text: '{', path: '$.a[1]' },
      { depth: 3, text: '"b.c": null', path: "$.a[1]['b.c']" },
      { depth: 2, text: '}', path: '$.a[1]' },
      { depth: 1, text: '],', path: '$.a' },
      { depth: 1, text: '"e": {}', path: '$.e' },
      { depth: 0, text: '}', path: '$' },
    ]);
    expect(bodyLines('one\ntwo').map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it.each<[string, string, readonly (readonly [string, string?])[], string | undefined]>([
    ['where they are all alike', 'a\r\nb\r\n', [['a'], ['b']], 'Lines end with CRLF.'],
    [
      'where one is another',
      'a\r\nb\nc\r\nd',
      [['a'], ['b', 'LF'], ['c'], ['d']],
      'Lines end with CRLF, but for those marked LF; the last has no end.',
    ],
    [
      'where few are CRLF',
      'a\nb\nc\r\n',
      [['a'], ['b'], ['c', 'CRLF']],
      'Lines end with LF, but for those marked CRLF.',
    ],
    ['where they are as usual', 'a\n\nb\n', [['a'], [''], ['b']], 'Lines end with LF.'],
    ['where there is one line', 'a', [['a']], undefined],
    ['but not what ends no line', 'a\rb\r', [['a\\u000db\\u000d']], undefined],
  ])('of a text say how they end once, %s', (_, text, lines, told) => {
    expect(bodyLines(text).map(({ text, end }) => (end === undefined ? [text] : [text, end]))).toEqual(lines);
    expect(lineEndsTold(text)).toBe(told);
    expect(lineEndsTold({ text })).toBeUndefined();
  });

  it('stay bounded, wide and deep', () => {
    let deep: unknown = 1;
    for (let n = 0; n < 5000; n += 1) deep = [deep];
    expect(bodyLines(deep).length).toBeLessThan(200);
    expect(bodyLines(Array.from({ length: 100_000 }, (_, n) => n)).length).toBeLessThanOrEqual(3001);
    expect(inline('x'.repeat(100_000)).length).toBeLessThan(2100);
  });
});

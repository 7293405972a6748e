import { describe, expect, it } from 'vitest';
import { readVersion } from './version-rule.js';

describe('a version', () => {
  it.each([
    ['1.4.2', '1.4.2'],
    [' 2026-11-21T10:00:00Z \r\n', '2026-11-21T10:00:00Z'],
    ['build 7 (abcdef)', 'build 7 (abcdef)'],
    ['v'.repeat(200), 'v'.repeat(200)],
    ['v'.repeat(201), undefined],
    ['', undefined],
    ['  ', undefined],
    ['1.4\n1.5', undefined],
    ['1.4\u001b[31m', undefined],
    ['\u202e1.4', undefined],
    ['größe', undefined],
  ])('that is told as %j is read as %j', (text, version) => expect(readVersion(text)).toBe(version));
});

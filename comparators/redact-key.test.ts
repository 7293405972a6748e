import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compileRedaction, redactEntryProblem } from './redact.js';
import { hidesKey, isKeyMark, keyMark } from './redact-key.js';

const keyed = (bytes: Uint8Array): string => createHmac('sha256', 'secret').update(bytes).digest('hex');

describe('a hidden key', () => {
  it('is told as a mark that is equal for equal keys, and needs no escape in an address', () => {
    const mark = keyMark('anna@example.org', keyed);
    expect(mark).toMatch(/^redacted:[0-9a-f]{16}$/);
    expect(keyMark('anna@example.org', keyed)).toBe(mark);
    expect(keyMark('anna@example.com', keyed)).not.toBe(mark);
    expect(new URL(`http://x/entities/${mark}`).pathname).toBe(`/entities/${mark}`);
  });

  it('is known by its mark, and a client that sends one as a key gets a mark of its own', () => {
    const mark = keyMark('7', keyed);
    expect([isKeyMark(mark), isKeyMark('7'), isKeyMark(`${mark}0`)]).toEqual([true, false, false]);
    expect(keyMark(mark, keyed)).not.toBe(mark);
  });

  it('is no place of an answer', () => {
    expect(hidesKey(['$..email', 'key'])).toBe(true);
    expect(hidesKey(['$.key', 'header:key'])).toBe(false);
    expect(redactEntryProblem('key')).toBeUndefined();
    expect(compileRedaction(['key']).empty).toBe(true);
  });
});

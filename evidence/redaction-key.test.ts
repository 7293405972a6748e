import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyedBy, redactionKeyIn } from './redaction-key.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = (): string => join(folder, 'deep', 'banyan.db.key');

describe('the key of hashed values', () => {
  it('is made once, for its owner alone, and is the same ever after', () => {
    const key = redactionKeyIn(file());
    expect(redactionKeyIn(file())).toBe(key);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['banyan.db.key']);
  });

  it('is another one beside another store, and so are the hashes', () => {
    const [one, other] = [redactionKeyIn(file()), redactionKeyIn(join(folder, 'other.key'))];
    const bytes = new TextEncoder().encode('7');
    expect(keyedBy(one)(bytes)).toMatch(/^[0-9a-f]{64}$/);
    expect(keyedBy(one)(bytes)).toBe(keyedBy(one)(bytes));
    expect(keyedBy(one)(bytes)).not.toBe(keyedBy(other)(bytes));
  });

  it.each(['', 'short\n', `${'g'.repeat(64)}\n`])('is not made of what somebody else wrote: %j', (text) => {
    const path = join(folder, 'banyan.db.key');
    writeFileSync(path, text);
    expect(() => redactionKeyIn(path)).toThrow(/is not the key that was written there; remove it/);
  });
});

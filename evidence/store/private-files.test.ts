import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepPrivate } from './private-files.js';
import { FileLock } from './store-lock.js';
import { openSqliteStore } from './sqlite-store.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-private-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const modeOf = (name: string): string => (statSync(join(folder, name)).mode & 0o777).toString(8);
const endings = ['', '-wal', '-shm', '.lock', '.dials.json', '.key'];

describe('the files of a store', () => {
  it('are made for their owner alone, in a folder that is', async () => {
    const file = join(folder, 'made', 'deep', 'banyan.db');
    const lock = new FileLock(`${file}.lock`, 'http://127.0.0.1:8081');
    expect(lock.take()).toBeUndefined();
    const store = await openSqliteStore(file);
    for (const made of ['made', 'made/deep']) expect(modeOf(made)).toBe('700');
    for (const ending of ['', '-wal', '-shm', '.lock'])
      expect([ending, modeOf(`made/deep/banyan.db${ending}`)]).toEqual([ending, '600']);
    expect(keepPrivate(file)).toEqual([]);
    await store.close();
    lock.release();
  });

  it.each(endings)(
    'that others may read (banyan.db%s) become their owner’s alone, which is told',
    (ending) => {
      const name = `banyan.db${ending}`;
      writeFileSync(join(folder, name), '');
      chmodSync(join(folder, name), 0o644);
      const [told, ...more] = keepPrivate(join(folder, 'banyan.db'));
      expect(told).toContain(`${name} was open to others than its owner (mode 644)`);
      expect(more).toEqual([]);
      expect(modeOf(name)).toBe('600');
      expect(keepPrivate(join(folder, 'banyan.db'))).toEqual([]);
    },
  );

  it('that their owner alone may read stay as they are', () => {
    writeFileSync(join(folder, 'banyan.db'), '', { mode: 0o400 });
    expect(keepPrivate(join(folder, 'banyan.db'))).toEqual([]);
    expect(modeOf('banyan.db')).toBe('400');
  });
});

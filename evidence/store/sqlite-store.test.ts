import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evidenceStoreCases } from './evidence-store.cases.js';
import { openSqliteStore } from './sqlite-store.js';

let folder = '';
const file = (): string => join(folder, 'deep', 'banyan.db');

evidenceStoreCases('SQLite', {
  open() {
    folder = mkdtempSync(join(tmpdir(), 'banyan-store-'));
    return openSqliteStore(file());
  },
  reopen: () => openSqliteStore(file()),
  async end() {
    rmSync(folder, { recursive: true });
  },
});

it('the SQLite file can be read by its owner alone', async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-store-'));
  const store = await openSqliteStore(file());
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  await store.close();
  rmSync(folder, { recursive: true });
});

it('a file that is no database is refused, not overwritten', async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-store-'));
  const path = join(folder, 'not.db');
  writeFileSync(path, 'this is somebody’s letter, long enough to be no empty database file'.repeat(40));
  await expect(openSqliteStore(path)).rejects.toThrow();
  rmSync(folder, { recursive: true });
});

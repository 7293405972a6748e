import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { chainStart } from '../audit-chain.js';
import { evidenceStoreCases } from './evidence-store.cases.js';
import { entry as unsealed } from './rows.cases.js';
import { untouched } from '../../routing-rules/dial.js';
import type { EvidenceStore } from './evidence-store.js';
import { openSqliteReader, openSqliteStore } from './sqlite-store.js';

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

it('69 · a locked SQLite file refuses what it is told, and takes it again once the lock is gone', async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-store-'));
  const store = await openSqliteStore(file());
  const dial = untouched({ stage: 'shadow', share: 0 });
  const other = new Database(file());
  other.exec('begin exclusive');
  await expect(store.writeDial('r', undefined, dial, undefined)).rejects.toThrow(/locked/);
  await expect(store.writeDial('r', undefined, dial, undefined)).rejects.toThrow(/locked/);
  expect(await store.loadDial('r')).toBeUndefined();
  other.exec('rollback');
  other.close();
  await store.writeDial('r', undefined, dial, undefined);
  expect(await store.loadDial('r')).toEqual(dial);
  await store.close();
  rmSync(folder, { recursive: true });
});

it('evidence of before versions were told is the first attempt, and what follows is a further one', async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-store-'));
  await (await openSqliteStore(file())).close();
  const database = new Database(file());
  // As the step before left it.
  database.exec(`drop table attempts; drop table versions;
    alter table entities drop column step; alter table entities drop column bad_in_step;
    alter table entities drop column late_in_step; alter table dials drop column state; drop table standings; drop table history;
    alter table ledgers drop column basis; alter table ledgers drop column compared; alter table ledgers drop column last;
    delete from kysely_migration where name >= '002';
    insert into ledgers values ('r', 'old', '{"matched":1,"mismatched":{"stale":2,"semantic":3},"settling":4,"skipped":{},"traffic":{"last":"2026-01-02T00:00:00.000Z"}}');
    insert into entities values ('r', 'old', 'a', 1)`);
  database.close();
  const store = await openSqliteStore(file());
  const old = { route: 'r', evidenceKey: 'old' };
  expect(await store.attemptOf(old)).toBe(1);
  expect((await store.loadEvidence(old))?.entities).toEqual([
    { hash: 'a', bad: true, step: -1, badInStep: false, lateInStep: false },
  ]);
  expect(await store.attemptOf({ route: 'r', evidenceKey: 'edited' })).toBe(2);
  expect(await store.evidences('r', 5)).toEqual([
    { evidenceKey: 'old', basis: null, compared: 10, last: '2026-01-02T00:00:00.000Z' },
  ]);
  await store.close();
  rmSync(folder, { recursive: true });
});

it('versions of before rules were noted stay, and of the rules nothing is known', async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-store-'));
  const before = await openSqliteStore(file());
  await before.writeVersions('r', { legacy: 'a', candidate: '1', configuration: 'c' }, undefined);
  await before.close();
  const database = new Database(file());
  // As the step before left it.
  database.exec(`alter table versions drop column configuration;
    delete from kysely_migration where name >= '007'`);
  database.close();
  const store = await openSqliteStore(file());
  expect(await store.loadVersions('r')).toEqual({ legacy: 'a', candidate: '1', configuration: null });
  await store.close();
  rmSync(folder, { recursive: true });
});

it('83 · a reader follows what the writer writes, and can itself write nothing', async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-store-'));
  await expect(openSqliteReader(file())).rejects.toThrow(/there is no/);
  const store = await openSqliteStore(file());
  const reader = (await openSqliteReader(file())) as EvidenceStore;
  expect(await reader.loadDial('r')).toBeUndefined();
  const dial = { ...untouched({ stage: 'split', share: 0.05 }), revision: 3 };
  await store.writeDial('r', undefined, dial, undefined);
  expect(await reader.loadDial('r')).toEqual(dial);
  await expect(reader.writeDial('q', undefined, dial, undefined)).rejects.toThrow(/readonly|read-only/);
  await reader.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

it('each of two that write one file seals its entry behind whatever is the last by then', async () => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-store-'));
  const [one, other] = [await openSqliteStore(file()), await openSqliteStore(file())];
  const at = (revision: number) => ({ ...untouched({ stage: 'shadow', share: 0 }), revision });
  for (const [i, store] of [one, other, other, one, other].entries())
    await store.writeDial('r', i === 0 ? undefined : at(i - 1), at(i), unsealed(`${i}`));
  const chain = await other.audit({ after: 0, limit: 10 });
  expect(chain.map(({ id, previous }) => [id, previous])).toEqual(
    chain.map((_, i) => [i + 1, chain[i - 1]?.hash ?? chainStart]),
  );
  await one.close();
  await other.close();
  rmSync(folder, { recursive: true });
});

import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SqliteDatabase } from 'kysely';
import Database from 'libsql';

/** Milliseconds to wait for another process's lock. Short: the control thread stands still meanwhile. */
const busyTimeout = 250;

/**
 * Opens a SQLite file.
 * @throws Error when it cannot be opened, or is no database
 */
export function openDatabase(file: string, pragmas = ''): Database.Database {
  const database = new Database(file);
  try {
    database.exec(`pragma busy_timeout = ${busyTimeout}; ${pragmas}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Makes a file that only its owner may read, where there is none: evidence is other people's data. */
export function makePrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Never opened when it is there: closing it would end this process's own locks on it (POSIX).
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

/**
 * The database, taking its write lock where a transaction begins. A statement that is refused the lock
 * later, amid its transaction, is never reset by libsql, and every commit after it fails with "cannot
 * commit transaction - SQL statements in progress".
 */
export function immediately(database: Database.Database): SqliteDatabase {
  const begin = {
    reader: false,
    all: () => [],
    run() {
      database.exec('begin immediate');
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [][Symbol.iterator](),
  };
  return {
    prepare: (sql) => (sql === 'begin' ? begin : database.prepare(sql)),
    close: () => database.close(),
  };
}

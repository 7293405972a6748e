import type { SqliteDatabase, SqliteStatement } from 'kysely';
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

/**
 * The database as Kysely begins and ends transactions on it, but for two things.
 *
 * The write lock is taken where a transaction begins: a statement that is refused it later is never reset
 * by libsql, and every commit after it fails with "cannot commit transaction - SQL statements in progress".
 *
 * A transaction that SQLite has already rolled back (a full disk) is not rolled back again: that would
 * fail, and hide why the first did.
 */
export function forKysely(database: Database.Database): SqliteDatabase {
  const own: Readonly<Record<string, SqliteStatement>> = {
    begin: statement(() => database.exec('begin immediate')),
    rollback: statement(() => {
      if (database.inTransaction) database.exec('rollback');
    }),
  };
  return {
    prepare: (sql) => own[sql] ?? database.prepare(sql),
    close: () => database.close(),
  };
}

const statement = (run: () => void): SqliteStatement => ({
  reader: false,
  all: () => [],
  run() {
    run();
    return { changes: 0, lastInsertRowid: 0 };
  },
  iterate: () => [][Symbol.iterator](),
});

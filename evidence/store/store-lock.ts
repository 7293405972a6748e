import { hostname } from 'node:os';
import { z } from 'zod';
import { makePrivateFile } from './private-files.js';
import { openDatabase } from './sqlite-database.js';

/** The process that may write a store. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Where its page and API are. */
  readonly admin: string;
}
const holderSchema = z.object({ pid: z.number(), host: z.string(), admin: z.string() });

/** Decides which of several processes over one store may write it. */
export interface StoreLock {
  /**
   * Tries to become the one who writes; does not wait.
   * @returns undefined when this process holds the lock, else who does, as far as it is known
   * @throws Error when the lock itself cannot be used
   */
  take(): { readonly holder: Holder | undefined } | undefined;
  release(): void;
}

type Database = ReturnType<typeof openDatabase>;

/**
 * A lock that dies with its process, so that nobody waits for a lease to end: an open write transaction
 * on a small database of its own beside the store, which the kernel's file locks stand behind.
 */
export class FileLock implements StoreLock {
  /**
   * One connection for all tries, kept as long as the lock is: libsql lets go of a connection's descriptor
   * only when its statements are collected, and of the lock when nobody refers to it.
   */
  #connection: Database | undefined;
  #holds = false;

  constructor(
    private readonly file: string,
    private readonly admin: string,
  ) {}

  take(): { readonly holder: Holder | undefined } | undefined {
    if (this.#holds) return undefined;
    try {
      const connection = this.#connect();
      connection.exec('begin immediate');
      this.#sign(connection);
      this.#holds = true;
      return undefined;
    } catch (error) {
      if (this.#connection && isBusy(error)) return { holder: readHolder(this.#connection) };
      // It may be another file by the next try.
      this.release();
      throw error;
    }
  }

  release(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#holds = false;
  }

  #connect(): Database {
    if (this.#connection) return this.#connection;
    makePrivateFile(this.file);
    this.#connection = openDatabase(this.file, 'pragma busy_timeout = 0');
    return this.#connection;
  }

  /** Says who holds it; whoever comes between the two transactions holds it instead. */
  #sign(connection: Database): void {
    const self: Holder = { pid: process.pid, host: hostname(), admin: this.admin };
    const text = JSON.stringify(self).replaceAll("'", "''");
    try {
      connection.exec(`create table if not exists holder (id integer primary key, text text);
        insert or replace into holder values (1, '${text}'); commit`);
    } catch (error) {
      if (connection.inTransaction) connection.exec('rollback');
      // A full disk keeps nobody from holding the lock, only from saying so.
      if (codeOf(error) !== 'SQLITE_FULL') throw error;
    }
    connection.exec('begin immediate');
  }
}

function readHolder(connection: Database): Holder | undefined {
  try {
    // All of it: a statement that is not read to its end would keep the holder from writing.
    const [row] = connection.prepare('select text from holder').all() as { text: string }[];
    return row && holderSchema.parse(JSON.parse(row.text));
  } catch {
    // It is just being written; the next look tells.
    return undefined;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
const isBusy = (error: unknown): boolean => String(codeOf(error)).startsWith('SQLITE_BUSY');

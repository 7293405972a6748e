import { hostname } from 'node:os';
import { z } from 'zod';
import { makePrivateFile, openDatabase } from './sqlite-database.js';

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

/**
 * A lock that dies with its process, so that nobody waits for a lease to end: an open write transaction
 * on a small database of its own beside the store, which the kernel's file locks stand behind.
 */
export class FileLock implements StoreLock {
  /** Kept as long as the lock is: a connection that nobody refers to is closed, and its lock is gone. */
  #connection: ReturnType<typeof openDatabase> | undefined;

  constructor(
    private readonly file: string,
    private readonly admin: string,
  ) {}

  take(): { readonly holder: Holder | undefined } | undefined {
    if (this.#connection) return undefined;
    makePrivateFile(this.file);
    const connection = openDatabase(this.file, 'pragma busy_timeout = 0');
    try {
      connection.exec('begin immediate');
      this.#sign(connection);
      this.#connection = connection;
      return undefined;
    } catch (error) {
      const busy = isBusy(error);
      const holder = busy ? readHolder(connection) : undefined;
      connection.close();
      if (!busy) throw error;
      return { holder };
    }
  }

  release(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** Says who holds it; whoever comes between the two transactions holds it instead. */
  #sign(connection: ReturnType<typeof openDatabase>): void {
    const self: Holder = { pid: process.pid, host: hostname(), admin: this.admin };
    const text = JSON.stringify(self).replaceAll("'", "''");
    try {
      connection.exec(`create table if not exists holder (id integer primary key, text text);
        insert or replace into holder values (1, '${text}'); commit`);
    } catch (error) {
      // A full disk keeps nobody from holding the lock, only from saying so.
      if (codeOf(error) !== 'SQLITE_FULL') throw error;
      if (connection.inTransaction) connection.exec('rollback');
    }
    connection.exec('begin immediate');
  }
}

function readHolder(connection: ReturnType<typeof openDatabase>): Holder | undefined {
  try {
    const row = connection.prepare('select text from holder').get() as { text: string } | undefined;
    return row && holderSchema.parse(JSON.parse(row.text));
  } catch {
    // It is just being written; the next look tells.
    return undefined;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
const isBusy = (error: unknown): boolean => String(codeOf(error)).startsWith('SQLITE_BUSY');

import { SharedStore } from '../../evidence/store/shared-store.js';
import { openSqliteReader, openSqliteStore } from '../../evidence/store/sqlite-store.js';
import { FileLock, type StoreLock } from '../../evidence/store/store-lock.js';
import type { Configuration } from '../configuration/configuration.js';

/** The store that the configuration names; a store in memory is nobody else's. */
export function sharedStore({ store, admin }: Configuration, now: () => Date): SharedStore {
  const lock: StoreLock =
    store === ':memory:'
      ? { take: () => undefined, release: () => undefined }
      : new FileLock(`${store}.lock`, `http://${admin.host}:${admin.port}`);
  return new SharedStore(
    { lock, open: () => openSqliteStore(store), read: () => openSqliteReader(store) },
    now,
  );
}

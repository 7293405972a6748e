import { keepPrivate, lockOf } from '../../evidence/store/private-files.js';
import type { EvidenceStore } from '../../evidence/store/evidence-store.js';
import { SharedStore } from '../../evidence/store/shared-store.js';
import { openSqliteReader, openSqliteStore } from '../../evidence/store/sqlite-store.js';
import { FileLock, type StoreLock } from '../../evidence/store/store-lock.js';
import type { Configuration } from '../configuration/configuration.js';

/**
 * The store that the configuration names; a store in memory is nobody else's.
 * @param warn told of files that were open to others
 */
export function sharedStore(
  { store, admin }: Configuration,
  now: () => Date,
  warn: (sentence: string) => void,
): SharedStore {
  const lock: StoreLock =
    store === ':memory:'
      ? { take: () => undefined, release: () => undefined }
      : new FileLock(lockOf(store), `http://${admin.host}:${admin.port}`);
  const open = (): Promise<EvidenceStore> => {
    if (store !== ':memory:') keepPrivate(store).forEach(warn);
    return openSqliteStore(store);
  };
  return new SharedStore({ lock, open, read: () => openSqliteReader(store) }, now);
}

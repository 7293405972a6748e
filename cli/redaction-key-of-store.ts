import { newRedactionKey, redactionKeyIn } from '../evidence/redaction-key.js';
import { redactionKeyOf } from '../evidence/store/private-files.js';
import type { Logger } from './log.js';

/**
 * The key of hashed values, kept beside the store. Without its file hashes are told all the same: they are not
 * recognised by the next process.
 */
export function redactionKeyOfStore(store: string, log: Logger): string {
  if (store === ':memory:') return newRedactionKey();
  try {
    return redactionKeyIn(redactionKeyOf(store));
  } catch (error) {
    log.error(
      `the key of hashed values cannot be kept beside the store (${error instanceof Error ? error.message : String(error)}): until it can, and Banyan is restarted, equal values get other hashes than before`,
    );
    return newRedactionKey();
  }
}

import { type Kysely, sql, type Transaction } from 'kysely';
import type { Forgotten } from './evidence-store.js';
import type { Tables } from './sqlite-schema.js';

/** Deletes samples and listed entities that are older than these RFC 3339 instants, under whatever evidence. */
export async function deleteOlder(
  db: Transaction<Tables>,
  before: { readonly samples: string; readonly listed: string },
): Promise<void> {
  await db.deleteFrom('samples').where('time', '<', before.samples).execute();
  await db.deleteFrom('listed_entities').where('last_seen', '<', before.listed).execute();
}

/** Deletes samples and listed rows of an entity under all evidence of a route. */
export async function deleteEntity(
  db: Transaction<Tables>,
  route: string,
  keys: readonly string[],
): Promise<Forgotten> {
  const samples = await db
    .deleteFrom('samples')
    .where('route', '=', route)
    .where(sql<string>`json_extract(sample, '$.key')`, 'in', keys)
    .executeTakeFirst();
  const listed = await db
    .deleteFrom('listed_entities')
    .where('route', '=', route)
    .where(sql<string>`json_extract(row, '$.key')`, 'in', keys)
    .executeTakeFirst();
  return { samples: Number(samples.numDeletedRows), listed: Number(listed.numDeletedRows) };
}

/**
 * Brings the file up to date with its write-ahead log, and cuts that off: pages are overwritten where something
 * was deleted (`secure_delete`), but the log goes on holding them as they were. While somebody reads, nothing
 * is cut off; the next call does it.
 */
export async function overwriteDeleted(db: Kysely<Tables>): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
}

import type { Kysely, Transaction } from 'kysely';
import type { FieldRow, Sample } from '../scorecard.js';
import type {
  EvidenceChange,
  EvidenceId,
  LedgerCounts,
  ListedEntity,
  SavedEvidence,
} from './evidence-store.js';
import type { Tables } from './sqlite-schema.js';

/** Reads all that is kept of one route under one evidence key; undefined when nothing is. */
export async function readEvidence(db: Kysely<Tables>, id: EvidenceId): Promise<SavedEvidence | undefined> {
  const own = { route: id.route, evidence_key: id.evidenceKey };
  const ledger = await db
    .selectFrom('ledgers')
    .select('counts')
    .where((eb) => eb.and(own))
    .executeTakeFirst();
  if (!ledger) return undefined;
  const entities = await db
    .selectFrom('entities')
    .select(['hash', 'bad'])
    .where((eb) => eb.and(own))
    .execute();
  const listed = await db
    .selectFrom('listed_entities')
    .select('row')
    .where((eb) => eb.and(own))
    .orderBy('last_seen')
    .execute();
  const fields = await db
    .selectFrom('fields')
    .select('row')
    .where((eb) => eb.and(own))
    .execute();
  const samples = await db
    .selectFrom('samples')
    .select('sample')
    .where((eb) => eb.and(own))
    .orderBy('time')
    .execute();
  return {
    counts: JSON.parse(ledger.counts) as LedgerCounts,
    entities: entities.map(({ hash, bad }) => ({ hash, bad: bad === 1 })),
    listed: listed.map(({ row }) => JSON.parse(row) as ListedEntity),
    fields: fields.map(({ row }) => JSON.parse(row) as FieldRow),
    samples: samples.map(({ sample }) => JSON.parse(sample) as Sample),
  };
}

/** Writes what changed in one route's evidence. */
export async function writeEvidence(db: Transaction<Tables>, change: EvidenceChange): Promise<void> {
  const own = { route: change.route, evidence_key: change.evidenceKey };
  await db
    .insertInto('ledgers')
    .values({ ...own, counts: JSON.stringify(change.counts) })
    .onConflict((conflict) =>
      conflict
        .columns(['route', 'evidence_key'])
        .doUpdateSet((eb) => ({ counts: eb.ref('excluded.counts') })),
    )
    .execute();
  for (const { hash, bad } of change.entities) {
    await db
      .insertInto('entities')
      .values({ ...own, hash, bad: Number(bad) })
      .onConflict((conflict) =>
        conflict
          .columns(['route', 'evidence_key', 'hash'])
          .doUpdateSet((eb) => ({ bad: eb.ref('excluded.bad') })),
      )
      .execute();
  }
  for (const row of change.listed) {
    await db
      .insertInto('listed_entities')
      .values({ ...own, hash: row.hash, class: row.class, last_seen: row.lastSeen, row: JSON.stringify(row) })
      .onConflict((conflict) =>
        conflict
          .columns(['route', 'evidence_key', 'hash', 'class'])
          .doUpdateSet((eb) => ({ row: eb.ref('excluded.row'), last_seen: eb.ref('excluded.last_seen') })),
      )
      .execute();
  }
  for (const row of change.fields) {
    await db
      .insertInto('fields')
      .values({ ...own, fingerprint: row.fingerprint, row: JSON.stringify(row) })
      .onConflict((conflict) =>
        conflict
          .columns(['route', 'evidence_key', 'fingerprint'])
          .doUpdateSet((eb) => ({ row: eb.ref('excluded.row') })),
      )
      .execute();
  }
  for (const sample of change.samples) {
    await db
      .insertInto('samples')
      .values({ ...own, id: sample.id, time: sample.time, sample: JSON.stringify(sample) })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
  if (change.droppedSamples.length > 0) {
    await db.deleteFrom('samples').where('id', 'in', change.droppedSamples).execute();
  }
}

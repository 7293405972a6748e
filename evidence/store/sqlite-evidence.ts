import { type Kysely, sql, type Transaction } from 'kysely';
import type { SavedField } from '../kept-field.js';
import { comparedIn } from '../outcome-book.js';
import type { Sample } from '../scorecard.js';
import type {
  EarlierEvidence,
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
    .select(['hash', 'bad', 'step', 'bad_in_step', 'late_in_step'])
    .where((eb) => eb.and(own))
    .execute();
  const listed = await db
    .selectFrom('listed_entities')
    .select('row')
    .where((eb) => eb.and(own))
    .orderBy('last_seen')
    .execute();
  const samples = await db
    .selectFrom('samples')
    .select('sample')
    .where((eb) => eb.and(own))
    .orderBy('time')
    .execute();
  return {
    counts: JSON.parse(ledger.counts) as LedgerCounts,
    entities: entities.map(({ hash, bad, step, bad_in_step, late_in_step }) => ({
      hash,
      bad: bad === 1,
      step,
      badInStep: bad_in_step === 1,
      lateInStep: late_in_step === 1,
    })),
    listed: listed.map(({ row }) => JSON.parse(row) as ListedEntity),
    fields: await readFields(db, id),
    samples: samples.map(({ sample }) => JSON.parse(sample) as Sample),
  };
}

/** Reads what differed under that other evidence of a route which compared last; undefined when there is none. */
export async function readEarlier(
  db: Kysely<Tables>,
  { route, evidenceKey }: EvidenceId,
): Promise<EarlierEvidence | undefined> {
  const latest = await db
    .selectFrom('ledgers')
    .select(['evidence_key', 'counts'])
    .where('route', '=', route)
    .where('evidence_key', '!=', evidenceKey)
    .orderBy('last', (order) => order.desc().nullsLast())
    .limit(1)
    .executeTakeFirst();
  if (!latest) return undefined;
  return {
    counts: JSON.parse(latest.counts) as LedgerCounts,
    fields: await readFields(db, { route, evidenceKey: latest.evidence_key }),
  };
}

/** Reads the fields that differed under one evidence key. */
export async function readFields(
  db: Kysely<Tables>,
  { route, evidenceKey }: EvidenceId,
): Promise<readonly SavedField[]> {
  const rows = await db
    .selectFrom('fields')
    .select('row')
    .where('route', '=', route)
    .where('evidence_key', '=', evidenceKey)
    .execute();
  return rows.map(({ row }) => JSON.parse(row) as SavedField);
}

/** Writes what changed in one route's evidence. */
export async function writeEvidence(db: Transaction<Tables>, change: EvidenceChange): Promise<void> {
  const own = { route: change.route, evidence_key: change.evidenceKey };
  const ledger = {
    counts: JSON.stringify(change.counts),
    basis: change.basis ? JSON.stringify(change.basis) : null,
    compared: comparedIn(change.counts),
    last: change.counts.traffic?.last ?? null,
  };
  await db
    .insertInto('ledgers')
    .values({ ...own, ...ledger })
    .onConflict((conflict) => conflict.columns(['route', 'evidence_key']).doUpdateSet(ledger))
    .execute();
  await writeEntities(db, change);
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
      // Its class may be known only now.
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({ sample: eb.ref('excluded.sample') })),
      )
      .execute();
  }
  for (const { hash, class: mismatchClass } of change.droppedListed) {
    await db
      .deleteFrom('listed_entities')
      .where((eb) => eb.and({ ...own, hash, class: mismatchClass }))
      .execute();
  }
  if (change.droppedSamples.length > 0) {
    await db.deleteFrom('samples').where('id', 'in', change.droppedSamples).execute();
  }
}

/** Entities that one statement writes: a statement for each would take a million of them minutes, and gigabytes. */
const entitiesAtOnce = 10_000;

async function writeEntities(
  db: Transaction<Tables>,
  { route, evidenceKey, entities }: EvidenceChange,
): Promise<void> {
  for (let at = 0; at < entities.length; at += entitiesAtOnce) {
    const rows = entities
      .slice(at, at + entitiesAtOnce)
      .map((one) => [one.hash, Number(one.bad), one.step, Number(one.badInStep), Number(one.lateInStep)]);
    // `where true` keeps SQLite's parser from taking ON CONFLICT for a join's (sqlite.org/lang_upsert.html).
    await sql`
      insert into entities (route, evidence_key, hash, bad, step, bad_in_step, late_in_step)
      select ${route}, ${evidenceKey}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(${JSON.stringify(rows)}) where true
      on conflict (route, evidence_key, hash) do update set
        bad = excluded.bad, step = excluded.step, bad_in_step = excluded.bad_in_step,
        late_in_step = excluded.late_in_step
    `.execute(db);
  }
}

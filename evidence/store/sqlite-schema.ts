import { type Generated, type Kysely, type Migration, sql } from 'kysely';

/** The tables; JSON columns hold what is only ever read whole. */
export interface Tables {
  dials: {
    route: string;
    stage: string;
    share: number;
    revision: number;
    held: number;
    forced: number;
    /** JSON of what else decides how it may be turned. */
    state: string;
  };
  audit: { id: Generated<number>; route: string; entry: string };
  ledgers: {
    route: string;
    evidence_key: string;
    counts: string;
    /** JSON of what its key was made of; null where an earlier version of Banyan kept it. */
    basis: string | null;
    compared: number;
    /** When something was compared last: an RFC 3339 instant. */
    last: string | null;
  };
  entities: {
    route: string;
    evidence_key: string;
    hash: string;
    bad: number;
    step: number;
    bad_in_step: number;
    late_in_step: number;
  };
  listed_entities: {
    route: string;
    evidence_key: string;
    hash: string;
    class: string;
    last_seen: string;
    row: string;
  };
  fields: { route: string; evidence_key: string; fingerprint: string; row: string };
  standings: { route: string; standing: string };
  attempts: { route: string; candidate_version: string; configuration: string; number: number };
  versions: {
    route: string;
    legacy: string | null;
    candidate: string | null;
    /** A hash of what the evidence is of beside them; null where an earlier version of Banyan wrote the row. */
    configuration: string | null;
  };
  history: { route: string; at: number; seconds: number; stood: string; happened: string };
  samples: { id: string; route: string; evidence_key: string; time: string; sample: string };
}

/** Steps from an empty file to today's tables; a landed step is never edited, a new one is added. */
export const migrations: Record<string, Migration> = {
  '001-evidence': { up: createFirstTables },
  '002-versions': { up: addVersions },
  '003-steps': { up: addSteps },
  '004-dial-state': { up: addDialState },
  '005-history': { up: addHistory },
  '006-ledger-basis': { up: addLedgerBasis },
  '007-configuration': { up: addConfiguration },
};

async function createFirstTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('dials')
    .addColumn('route', 'text', (c) => c.primaryKey())
    .addColumn('stage', 'text', (c) => c.notNull())
    .addColumn('share', 'double precision', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('held', 'integer', (c) => c.notNull())
    .addColumn('forced', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('audit')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('entry', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('audit_route').on('audit').columns(['route', 'id']).execute();
  await db.schema
    .createTable('ledgers')
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('evidence_key', 'text', (c) => c.notNull())
    .addColumn('counts', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('ledgers_pk', ['route', 'evidence_key'])
    .execute();
  await db.schema
    .createTable('entities')
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('evidence_key', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('bad', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('entities_pk', ['route', 'evidence_key', 'hash'])
    .execute();
  await db.schema
    .createTable('listed_entities')
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('evidence_key', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('class', 'text', (c) => c.notNull())
    .addColumn('last_seen', 'text', (c) => c.notNull())
    .addColumn('row', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('listed_entities_pk', ['route', 'evidence_key', 'hash', 'class'])
    .execute();
  await db.schema
    .createTable('fields')
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('evidence_key', 'text', (c) => c.notNull())
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('row', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('fields_pk', ['route', 'evidence_key', 'fingerprint'])
    .execute();
  await db.schema
    .createTable('samples')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('evidence_key', 'text', (c) => c.notNull())
    .addColumn('time', 'text', (c) => c.notNull())
    .addColumn('sample', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('samples_of')
    .on('samples')
    .columns(['route', 'evidence_key', 'time'])
    .execute();
}

async function addVersions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('versions')
    .addColumn('route', 'text', (c) => c.primaryKey())
    .addColumn('legacy', 'text')
    .addColumn('candidate', 'text')
    .execute();
  await db.schema
    .createTable('attempts')
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('candidate_version', 'text', (c) => c.notNull())
    .addColumn('configuration', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('attempts_pk', ['route', 'candidate_version', 'configuration'])
    .execute();
  // What was counted before is no further attempt, and keeps its key.
  await sql`insert into attempts select route, '', evidence_key, 1 from ledgers`.execute(db);
}

/** Of what was counted before it is not known at which revision; it tells of no step. */
async function addSteps(db: Kysely<unknown>): Promise<void> {
  for (const [column, none] of [
    ['step', -1],
    ['bad_in_step', 0],
  ] as const)
    await db.schema
      .alterTable('entities')
      .addColumn(column, 'integer', (c) => c.notNull().defaultTo(none))
      .execute();
}

/** How a dial came to stand where it does, and for how long; what was lost past freshness is told from now on. */
async function addDialState(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('dials')
    .addColumn('state', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute();
  await db.schema
    .alterTable('entities')
    .addColumn('late_in_step', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('standings')
    .addColumn('route', 'text', (c) => c.primaryKey())
    .addColumn('standing', 'text', (c) => c.notNull())
    .execute();
}

/** What happened to each route, step by step; begins empty, for nobody wrote it down before. */
async function addHistory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('history')
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('seconds', 'integer', (c) => c.notNull())
    .addColumn('stood', 'text', (c) => c.notNull())
    .addColumn('happened', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('history_pk', ['route', 'at', 'seconds'])
    .modifyEnd(sql`without rowid`)
    .execute();
  // By it old steps are found, of all routes at once.
  await db.schema.createIndex('history_age').on('history').columns(['seconds', 'at']).execute();
}

/** What tells the evidence of a route apart, where nobody need read its counts; of what was kept before, its versions are not known. */
async function addLedgerBasis(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('ledgers').addColumn('basis', 'text').execute();
  await db.schema
    .alterTable('ledgers')
    .addColumn('compared', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('ledgers').addColumn('last', 'text').execute();
  await sql`
    update ledgers set
      last = counts ->> '$.traffic.last',
      compared = (counts ->> '$.matched') + coalesce(counts ->> '$.settling', 0)
        + (select coalesce(sum(value), 0) from json_each(counts, '$.mismatched'))
  `.execute(db);
}

/** By which rules each route's evidence was counted last; of what was before nobody wrote it down. */
async function addConfiguration(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('versions').addColumn('configuration', 'text').execute();
}

import { existsSync } from 'node:fs';
import { Kysely, Migrator, sql, SqliteDialect, type Transaction } from 'kysely';
import { type Dial, isSameDial, untouched } from '../../routing-rules/dial.js';
import { canonical, seal, type UnsealedEntry, withoutTurn } from '../audit-chain.js';
import type { HistoryStep } from '../history/history-step.js';
import type { Thinning } from '../history/tiers.js';
import type { ToldBasis } from '../side-versions.js';
import type { AuditEntry } from '../scorecard.js';
import type { SavedStanding } from '../standing-time.js';
import type {
  AuditFilter,
  Differed,
  EarlierEvidence,
  EvidenceChange,
  EvidenceId,
  EvidenceStore,
  Forgotten,
  KeptEvidence,
  SavedEvidence,
  StoreReader,
} from './evidence-store.js';
import { makePrivateFile } from './private-files.js';
import { forKysely, openDatabase } from './sqlite-database.js';
import { readDiffered, readEvidences, readSample } from './sqlite-earlier.js';
import { readEarlier, readEvidence, writeEvidence } from './sqlite-evidence.js';
import { readHistory, thinHistory, writeHistory } from './sqlite-history.js';
import { readAttempt, spendAttempt } from './sqlite-attempts.js';
import { deleteEntity, deleteOlder, overwriteDeleted } from './sqlite-retention.js';
import { migrations, type Tables } from './sqlite-schema.js';

/**
 * Opens the embedded store, making its file (mode 0600) and tables when they are not there.
 * Runs on the control thread: SQLite's calls are synchronous underneath.
 * @throws Error when the file cannot be opened, written or understood
 */
export async function openSqliteStore(file: string): Promise<EvidenceStore> {
  if (file !== ':memory:') makePrivateFile(file);
  // Full: a dial must be on the disk before anybody acts on it. Secure: what is deleted is other people's data.
  const db = connect(file, 'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on');
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return new SqliteStore(db);
  await db.destroy();
  throw new Error(`the store ${file} cannot be used`, { cause: error });
}

/**
 * Opens a store that another process writes, and neither makes nor changes anything in it.
 * @throws Error when there is none yet, or it cannot be read
 */
export async function openSqliteReader(file: string): Promise<StoreReader> {
  if (!existsSync(file)) throw new Error(`there is no ${file} yet`);
  return new SqliteStore(connect(file, 'pragma query_only = on'));
}

function connect(file: string, pragmas: string): Kysely<Tables> {
  const database = openDatabase(file, pragmas);
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(database) }) });
}

class SqliteStore implements EvidenceStore {
  constructor(private readonly db: Kysely<Tables>) {}

  async loadDial(route: string): Promise<Dial | undefined> {
    const row = await this.db.selectFrom('dials').selectAll().where('route', '=', route).executeTakeFirst();
    return row && toDial(row);
  }

  writeDial(
    route: string,
    expected: Dial | undefined,
    dial: Dial,
    entry: UnsealedEntry | undefined,
  ): Promise<{ entry: AuditEntry | undefined } | undefined> {
    return this.db.transaction().execute(async (transaction) => {
      if (!(await compareAndSet(transaction, route, expected, toRow(dial)))) return undefined;
      if (!entry) return { entry: undefined };
      return { entry: await append(transaction, entry) };
    });
  }

  loadVersions(route: string): Promise<ToldBasis | undefined> {
    return this.db
      .selectFrom('versions')
      .select(['legacy', 'candidate', 'configuration'])
      .where('route', '=', route)
      .executeTakeFirst();
  }

  async writeVersions(route: string, basis: ToldBasis, entry: UnsealedEntry | undefined): Promise<void> {
    const { legacy, candidate, configuration } = basis;
    await this.db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('versions')
        .values({ route, legacy, candidate, configuration })
        .onConflict((conflict) => conflict.column('route').doUpdateSet({ legacy, candidate, configuration }))
        .execute();
      if (entry) await append(transaction, entry);
    });
  }

  async loadStanding(route: string): Promise<SavedStanding | undefined> {
    const row = await this.db
      .selectFrom('standings')
      .select('standing')
      .where('route', '=', route)
      .executeTakeFirst();
    return row && (JSON.parse(row.standing) as SavedStanding);
  }

  attemptOf(id: EvidenceId): Promise<number> {
    return readAttempt(this.db, id);
  }

  async audit({ route, limit, before, after, turns }: AuditFilter): Promise<readonly AuditEntry[]> {
    const order = after === undefined ? 'desc' : 'asc';
    let query = this.db.selectFrom('audit').select('entry').orderBy('id', order).limit(limit);
    if (before !== undefined) query = query.where('id', '<', before);
    if (after !== undefined) query = query.where('id', '>', after);
    if (route !== undefined) query = query.where('route', '=', route);
    if (turns) query = query.where(sql<string>`json_extract(entry, '$.action')`, 'not in', withoutTurn);
    return (await query.execute()).map((row) => JSON.parse(row.entry) as AuditEntry);
  }

  loadEvidence(id: EvidenceId): Promise<SavedEvidence | undefined> {
    return readEvidence(this.db, id);
  }

  loadEarlier(id: EvidenceId): Promise<EarlierEvidence | undefined> {
    return readEarlier(this.db, id);
  }

  evidences(route: string, limit: number): Promise<readonly KeptEvidence[]> {
    return readEvidences(this.db, route, limit);
  }

  loadDiffered(id: EvidenceId): Promise<Differed | undefined> {
    return readDiffered(this.db, id);
  }

  loadSample(id: string): ReturnType<EvidenceStore['loadSample']> {
    return readSample(this.db, id);
  }

  async saveEvidence(
    changes: readonly EvidenceChange[],
    standings: Readonly<Record<string, SavedStanding>> = {},
  ): Promise<void> {
    if (changes.length === 0 && Object.keys(standings).length === 0) return;
    await this.db.transaction().execute(async (transaction) => {
      for (const [route, saved] of Object.entries(standings)) {
        const standing = JSON.stringify(saved);
        await transaction
          .insertInto('standings')
          .values({ route, standing })
          .onConflict((conflict) => conflict.column('route').doUpdateSet({ standing }))
          .execute();
      }
      for (const change of changes) {
        await writeEvidence(transaction, change);
        await spendAttempt(transaction, change);
      }
    });
  }

  history(...[route, span]: Parameters<EvidenceStore['history']>): ReturnType<EvidenceStore['history']> {
    return readHistory(this.db, route, span);
  }

  async saveHistory(steps: readonly HistoryStep[]): Promise<void> {
    await this.db.transaction().execute((transaction) => writeHistory(transaction, steps));
  }

  thinHistory(thinnings: readonly Thinning[]): Promise<boolean> {
    return this.db.transaction().execute((transaction) => thinHistory(transaction, thinnings));
  }

  async expire(before: { readonly samples: string; readonly listed: string }): Promise<void> {
    // In a transaction, which takes the lock where it begins: see forKysely.
    await this.db.transaction().execute((transaction) => deleteOlder(transaction, before));
    await overwriteDeleted(this.db);
  }

  async forget(
    route: string,
    keys: readonly string[],
    entry: (forgotten: Forgotten) => UnsealedEntry,
  ): Promise<AuditEntry | undefined> {
    const written = await this.db.transaction().execute(async (transaction) => {
      const forgotten = await deleteEntity(transaction, route, keys);
      if (forgotten.samples + forgotten.listed === 0) return undefined;
      return append(transaction, entry(forgotten));
    });
    await overwriteDeleted(this.db);
    return written;
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }
}

/** Seals an entry behind the last one: the transaction holds the write lock from its beginning, so nobody else appends between. */
async function append(transaction: Transaction<Tables>, entry: UnsealedEntry): Promise<AuditEntry> {
  const last = await transaction
    .selectFrom('audit')
    .select('entry')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const sealed = seal(entry, last && (JSON.parse(last.entry) as AuditEntry));
  await transaction
    .insertInto('audit')
    .values({ id: sealed.id, route: sealed.route, entry: JSON.stringify(sealed) })
    .execute();
  return sealed;
}

type DialRow = Tables['dials'];

const toDial = ({ stage, share, revision, held, forced, state }: DialRow): Dial => {
  const position = { stage: stage as Dial['stage'], share };
  const known = JSON.parse(state) as Partial<DialState>;
  return { ...untouched(position), ...known, revision, held: held === 1, forced: forced === 1 };
};

const toRow = ({ stage, share, revision, held, forced, ...state }: Dial): Omit<DialRow, 'route'> => ({
  stage,
  share,
  revision,
  held: Number(held),
  forced: Number(forced),
  state: canonical(state satisfies DialState),
});

/** What of a dial has no column of its own. */
type DialState = Omit<Dial, 'stage' | 'share' | 'revision' | 'held' | 'forced'>;

/** Writes the dial's row if it is still the expected one; says whether it did. */
async function compareAndSet(
  transaction: Transaction<Tables>,
  route: string,
  expected: Dial | undefined,
  row: Omit<DialRow, 'route'>,
): Promise<boolean> {
  if (expected === undefined) {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('dials')
      .values({ route, ...row })
      .onConflict((conflict) => conflict.column('route').doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }
  const there = await transaction
    .selectFrom('dials')
    .selectAll()
    .where('route', '=', route)
    .executeTakeFirst();
  if (!there) return false;
  // The revision tells of the position; books of a route without a candidate show another.
  const { stage, share } = expected;
  if (!isSameDial({ ...toDial(there), stage, share }, expected)) return false;
  await transaction.updateTable('dials').set(row).where('route', '=', route).execute();
  return true;
}

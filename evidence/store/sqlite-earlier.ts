import { type Kysely, sql } from 'kysely';
import type { Sample } from '../scorecard.js';
import type { EvidenceBasis } from '../side-versions.js';
import type {
  Differed,
  EvidenceId,
  EvidenceStore,
  KeptEvidence,
  LedgerCounts,
  ShownBySample,
} from './evidence-store.js';
import { readFields } from './sqlite-evidence.js';
import type { Tables } from './sqlite-schema.js';

/** Reads which evidence of a route there is; that which compared last first. */
export async function readEvidences(
  db: Kysely<Tables>,
  route: string,
  limit: number,
): Promise<readonly KeptEvidence[]> {
  const rows = await db
    .selectFrom('ledgers')
    .select(['evidence_key', 'basis', 'compared', 'last'])
    .where('route', '=', route)
    .where('compared', '>', 0)
    .orderBy('last', (order) => order.desc().nullsLast())
    .limit(limit)
    .execute();
  return rows.map(keptOf);
}

/** Reads what differed under one evidence key; undefined where nothing was compared under it. */
export async function readDiffered(db: Kysely<Tables>, id: EvidenceId): Promise<Differed | undefined> {
  const { route, evidenceKey } = id;
  const ledger = await db
    .selectFrom('ledgers')
    .select(['evidence_key', 'basis', 'compared', 'last', 'counts'])
    .where('route', '=', route)
    .where('evidence_key', '=', evidenceKey)
    .where('compared', '>', 0)
    .executeTakeFirst();
  if (!ledger) return undefined;
  const samples = await db
    .selectFrom('samples')
    // Bodies may be large, and nobody looks at them here.
    .select(['id', sql<string>`sample -> '$.differences'`.as('differences')])
    .where('route', '=', route)
    .where('evidence_key', '=', evidenceKey)
    .orderBy('time')
    .execute();
  return {
    ...keptOf(ledger),
    counts: JSON.parse(ledger.counts) as LedgerCounts,
    fields: await readFields(db, id),
    samples: samples.map((row) => ({
      id: row.id,
      differences: JSON.parse(row.differences) as ShownBySample['differences'],
    })),
  };
}

/** Reads one sample, under whatever evidence, and what the key of that was made of. */
export async function readSample(
  db: Kysely<Tables>,
  id: string,
): Promise<Awaited<ReturnType<EvidenceStore['loadSample']>>> {
  const row = await db
    .selectFrom('samples')
    .innerJoin('ledgers', (join) =>
      join
        .onRef('ledgers.route', '=', 'samples.route')
        .onRef('ledgers.evidence_key', '=', 'samples.evidence_key'),
    )
    .select(['sample', 'basis'])
    .where('samples.id', '=', id)
    .executeTakeFirst();
  return row && { sample: JSON.parse(row.sample) as Sample, basis: basisOf(row.basis) };
}

const keptOf = (row: Omit<Tables['ledgers'], 'route' | 'counts'>): KeptEvidence => ({
  evidenceKey: row.evidence_key,
  basis: basisOf(row.basis),
  compared: row.compared,
  last: row.last,
});

const basisOf = (basis: string | null): EvidenceBasis | null =>
  basis === null ? null : (JSON.parse(basis) as EvidenceBasis);

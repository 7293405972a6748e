import type { Kysely } from 'kysely';
import type { EvidenceChange, EvidenceId } from './evidence-store.js';
import type { Tables } from './sqlite-schema.js';

/** Which attempt on its candidate version this evidence is, or would be if something of it were compared now. */
export async function readAttempt(db: Kysely<Tables>, id: EvidenceId): Promise<number> {
  const { route, candidate_version, configuration } = attemptIdOf(id);
  const own = await db
    .selectFrom('attempts')
    .select('number')
    .where((eb) => eb.and({ route, candidate_version, configuration }))
    .executeTakeFirst();
  if (own) return own.number;
  const others = await db
    .selectFrom('attempts')
    .select((eb) => eb.fn.max('number').as('last'))
    .where((eb) => eb.and({ route, candidate_version }))
    .executeTakeFirst();
  return (others?.last ?? 0) + 1;
}

/** An attempt is spent once something was compared in it: what nobody could look at costs nothing. */
export async function spendAttempt(db: Kysely<Tables>, change: EvidenceChange): Promise<void> {
  const { matched, mismatched, settling = 0 } = change.counts;
  if (Object.values(mismatched).reduce((sum, count) => sum + count, matched + settling) === 0) return;
  await db
    .insertInto('attempts')
    .values({ ...attemptIdOf(change), number: await readAttempt(db, change) })
    .onConflict((conflict) => conflict.columns(['route', 'candidate_version', 'configuration']).doNothing())
    .execute();
}

/** No version has a name of its own that could be confused with one: none is empty. */
const attemptIdOf = ({ route, evidenceKey, basis }: EvidenceId) => ({
  route,
  candidate_version: basis?.versions.candidate ?? '',
  configuration: basis?.configuration ?? evidenceKey,
});

import { setImmediate as othersTurn } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import { addedUp, gathered, type HistoryStep } from '../history/history-step.js';
import type { Thinning } from '../history/tiers.js';
import type { Tables } from './sqlite-schema.js';

/** Steps that one call thins of one length: the control thread stands still meanwhile. */
const atOnce = 2_000;

/** Rows that are understood at once, in some 5 ms: whoever else asks the thread meanwhile is answered in between. */
const understoodAtOnce = 500;

/** Reads the steps of a route that end within a span, oldest first: as they are when it is called. */
export async function readHistory(
  db: Kysely<Tables>,
  route: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly HistoryStep[]> {
  const rows = await db
    .selectFrom('history')
    .selectAll()
    .where('route', '=', route)
    .where('at', '>', from)
    .where('at', '<=', to)
    .orderBy('at')
    .execute();
  const steps: HistoryStep[] = [];
  for (let begin = 0; begin < rows.length; begin += understoodAtOnce) {
    if (begin > 0) await othersTurn();
    for (const row of rows.slice(begin, begin + understoodAtOnce)) steps.push(toStep(row));
  }
  return steps;
}

/**
 * Writes steps; what is there under the same end and length stays in them, and so does how the route stood where a step
 * does not know it.
 */
export async function writeHistory(db: Transaction<Tables>, steps: readonly HistoryStep[]): Promise<void> {
  const keys = JSON.stringify(steps.map(({ route, at, seconds }) => [route, at, seconds]));
  const { rows } = await sql<Tables['history']>`
    select history.* from json_each(${keys}) as wanted cross join history
    where history.route = wanted.value ->> 0 and history.at = wanted.value ->> 1
      and history.seconds = wanted.value ->> 2
  `.execute(db);
  const there = new Map(rows.map((row) => [keyOf(row), toStep(row)]));
  const written = steps.map((step) => {
    const kept = there.get(keyOf(step));
    const happened = kept ? addedUp([kept.happened, step.happened]) : step.happened;
    const { route, at, seconds, stood } = step;
    return [route, at, seconds, JSON.stringify(stood), JSON.stringify(happened)];
  });
  // One statement, as for entities; `where true` keeps ON CONFLICT from being taken for a join's.
  await sql`
    insert into history (route, at, seconds, stood, happened)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
    from json_each(${JSON.stringify(written)}) where true
    on conflict (route, at, seconds) do update set
      stood = case excluded.stood when 'null' then history.stood else excluded.stood end,
      happened = excluded.happened
  `.execute(db);
}

/** Makes older steps longer, and lets go of the oldest; says whether there are more. */
export async function thinHistory(db: Transaction<Tables>, thinnings: readonly Thinning[]): Promise<boolean> {
  let isMore = false;
  for (const thinning of thinnings) {
    const next = await endOfAPart(db, thinning);
    isMore ||= next !== undefined;
    await thin(db, { ...thinning, until: next ?? thinning.until });
  }
  return isMore;
}

/** Where a part of what is to be thinned ends, if that is not all of it; of one instant all goes at once. */
async function endOfAPart(
  db: Transaction<Tables>,
  { lengths, until }: Thinning,
): Promise<number | undefined> {
  const after = await db
    .selectFrom('history')
    .select('at')
    .where('seconds', 'in', lengths)
    .where('at', '<=', until)
    .orderBy('at')
    .limit(1)
    .offset(atOnce)
    .executeTakeFirst();
  return after?.at;
}

async function thin(db: Transaction<Tables>, { lengths, until, into }: Thinning): Promise<void> {
  // By each length (`in`, not `<`) the index finds what is old, and does not look through all that is not.
  const old = await db
    .selectFrom('history')
    .selectAll()
    .where('seconds', 'in', lengths)
    .where('at', '<=', until)
    .execute();
  if (old.length === 0) return;
  await db.deleteFrom('history').where('seconds', 'in', lengths).where('at', '<=', until).execute();
  if (into !== null) await writeHistory(db, gathered(old.map(toStep), into));
}

const keyOf = ({ route, at, seconds }: Pick<Tables['history'], 'route' | 'at' | 'seconds'>): string =>
  `${at} ${seconds} ${route}`;

const toStep = ({ route, at, seconds, stood, happened }: Tables['history']): HistoryStep => ({
  route,
  at,
  seconds,
  stood: JSON.parse(stood) as HistoryStep['stood'],
  happened: JSON.parse(happened) as HistoryStep['happened'],
});

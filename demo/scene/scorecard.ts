/** Quantiles in seconds; null while nothing was measured. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** What the demo reads of `GET /api/v1/routes/{route}`: the published shape, not Banyan's own types. */
export interface Scorecard {
  readonly name: string;
  readonly stage: string;
  readonly share: number;
  readonly requests: number;
  readonly compared: number;
  readonly matched: number;
  readonly mismatched: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly settling: number;
  readonly rate: { readonly estimate: number | null; readonly lower: number; readonly upper: number };
  readonly latency: { readonly legacy: Quantiles; readonly candidate: Quantiles };
  readonly next: {
    readonly share: number;
    readonly allowed: boolean;
    readonly missing: readonly string[];
    /** When it may be at the earliest, as an RFC 3339 instant, and which guard passes last; null where nobody knows. */
    readonly earliest: { readonly at: string; readonly because: string } | null;
  } | null;
  /** A rollback that has not been answered for; null where there is none. */
  readonly rolledBack: { readonly latched: boolean } | null;
  readonly versions: { readonly candidate: string | null };
}

/** What the demo reads of an entry of `GET /api/v1/audit`: one change of the dial, or of what it stands on. */
export interface Change {
  readonly id: number;
  /** RFC 3339 instant. */
  readonly time: string;
  readonly actor: string;
  readonly role: string;
  readonly reason: string;
  readonly action: string;
  readonly from: { readonly stage: string; readonly share: number };
  readonly to: { readonly stage: string; readonly share: number };
}

/** What the demo reads of `GET /api/v1/routes/{route}/fields`. */
export interface FieldRow {
  readonly pattern: string;
  readonly kind: string;
  readonly mismatched: number;
  readonly classes: Readonly<Record<string, number>>;
}

/** The route of the demo, as `banyan.yaml` names it. */
export const ROUTE = 'customer-overview';

const TIMEOUT_MS = 5_000;

async function get<T>(url: string): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}

/** The scorecard of the demo's route, now. Rejects when Banyan's API does not answer. */
export function readScorecard(admin: string): Promise<Scorecard> {
  return get<Scorecard>(`${admin}/api/v1/routes/${ROUTE}`);
}

/** The patterns that differ, the most frequent first. Rejects when Banyan's API does not answer. */
export async function readFields(admin: string): Promise<readonly FieldRow[]> {
  const { fields } = await get<{ fields: readonly FieldRow[] }>(`${admin}/api/v1/routes/${ROUTE}/fields`);
  return fields.filter(({ mismatched }) => mismatched > 0).sort((a, b) => b.mismatched - a.mismatched);
}

/** The last changes of the demo's route, oldest first. Rejects when Banyan's API does not answer. */
export async function readChanges(admin: string): Promise<readonly Change[]> {
  const { entries } = await get<{ entries: readonly Change[] }>(
    `${admin}/api/v1/audit?route=${ROUTE}&limit=100`,
  );
  return entries.toSorted((a, b) => a.id - b.id);
}

/** How many matched requests were not compared. */
export function skippedOf({ skipped }: Scorecard): number {
  return Object.values(skipped).reduce((sum, count) => sum + count, 0);
}

import { createHash } from 'node:crypto';
import type { AuditEntry } from './scorecard.js';

/** An entry before it takes its place in the chain. */
export type UnsealedEntry = Omit<AuditEntry, 'id' | 'previous' | 'hash'>;

/** The action of an entry that tells of a forgotten entity. */
export const forgetting = 'forget';
/** The action of an entry by which another version begins, or goes on with, evidence. */
export const newVersion = 'new-version';
/** The action of an entry by which other rules begin, or go on with, evidence of the same versions. */
export const newRules = 'new-rules';
/** Actions that leave the dial where it is. */
export const withoutTurn = [forgetting, newVersion, newRules] as const;

/** `previous` of the first entry. */
export const chainStart = '0'.repeat(64);

/** Puts an entry behind the last one: its hash covers all it says and the hash before it. */
export function seal(entry: UnsealedEntry, last: Pick<AuditEntry, 'id' | 'hash'> | undefined): AuditEntry {
  const unhashed = { ...entry, id: (last?.id ?? 0) + 1, previous: last?.hash ?? chainStart };
  return { ...unhashed, hash: hashOf(unhashed) };
}

/** What the hash of an entry must be: SHA-256 of its {@link canonical} JSON without the hash itself, in hex. */
export function hashOf(entry: object): string {
  const { hash: _, ...unhashed } = entry as { readonly hash?: unknown };
  return createHash('sha256').update(canonical(unhashed)).digest('hex');
}

/** JSON with sorted member names: the same entry gives the same text wherever it was kept. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

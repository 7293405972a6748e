import Database from 'libsql';
import { expect } from 'vitest';
import type { Outcomes } from '../evidence/outcome-book.js';

/**
 * Waits until a store holds so many requests of all its routes, and what became of so many of them. Evidence is
 * written once a second, and later on a busy machine.
 */
export async function evidenceIsWritten(file: string, requests: number, ended = requests): Promise<void> {
  const store = new Database(file, { readonly: true });
  try {
    await expect
      .poll(
        () => {
          const ledgers = store.prepare('select counts from ledgers').all() as { counts: string }[];
          const outcomes = ledgers.map(({ counts }) => JSON.parse(counts) as Outcomes);
          return {
            requests: sum(outcomes.map((one) => one.requests)),
            ended: sum(outcomes.map(endedOf)),
          };
        },
        { timeout: 20_000 },
      )
      .toEqual({ requests, ended });
  } finally {
    store.close();
  }
}

const endedOf = ({ matched, mismatched, settling, skipped }: Outcomes): number =>
  matched + sum(Object.values(mismatched)) + settling + sum(Object.values(skipped));

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

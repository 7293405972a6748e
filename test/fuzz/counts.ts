import type { Outcome } from './exploration.js';

/** What became of the cases of a run. */
export interface Counts {
  cases: number;
  match: number;
  mismatch: number;
  /** By reason. */
  readonly unreadable: Record<string, number>;
  /** Cases of which the rules leave open what must be said. */
  unclear: number;
}

export function noCounts(): Counts {
  return { cases: 0, match: 0, mismatch: 0, unreadable: {}, unclear: 0 };
}

export function count(counts: Counts, { verdict, reason, unclear }: Outcome): void {
  counts.cases += 1;
  if (unclear === true) counts.unclear += 1;
  if (verdict !== 'unreadable') counts[verdict] += 1;
  else counts.unreadable[reason ?? ''] = (counts.unreadable[reason ?? ''] ?? 0) + 1;
}

/** True when enough of everything was met to prove anything: each in a hundred cases at least. */
export function provesSomething({ cases, match, mismatch, unreadable, unclear }: Counts): boolean {
  const unread = Object.values(unreadable).reduce((sum, one) => sum + one, 0);
  return cases >= 100 && Math.min(match, mismatch, unread) * 100 >= cases && unclear * 2 < cases;
}

/** One line that says it all. */
export function tellCounts(counts: Counts): string {
  const { cases, match, mismatch, unreadable, unclear } = counts;
  const figure = (value: number): string => value.toLocaleString('en-GB');
  const reasons = Object.entries(unreadable).map(([reason, times]) => `${reason} ${figure(times)}`);
  return [
    `${figure(cases)} cases: ${figure(match)} matches`,
    `${figure(mismatch)} mismatches`,
    `unreadable: ${reasons.sort().join(', ') || 'none'}`,
    `${figure(unclear)} that the rules leave open`,
  ].join('; ');
}

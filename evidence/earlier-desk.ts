import { isConfiguredAs, sidesOf } from './evidence-key.js';
import { FieldBook, fingerprintOf } from './field-book.js';
import type { Keeper } from './keeper.js';
import { comparedIn } from './outcome-book.js';
import type { RouteBooks } from './route-books.js';
import type { RouteLedger } from './route-ledger.js';
import type { FieldRow, Sample } from './scorecard.js';
import type { EvidenceBasis, KnownSides } from './side-versions.js';
import type { Differed, KeptEvidence, StoreReader } from './store/evidence-store.js';

/** Evidence of a route under one key, for people to tell it from the others: a row of `GET …/evidence`. */
export interface EvidenceRow {
  readonly evidenceKey: string;
  /** Null where they were not known yet when it was kept. */
  readonly versions: KnownSides | null;
  /** Comparisons. */
  readonly compared: number;
  /** When something was compared last, an RFC 3339 instant; null where that is not known. */
  readonly last: string | null;
  /** Whether it is what counts now. */
  readonly counts: boolean;
}

/** Evidence that is told beside what counts now: who wants to know of older versions has the audit. */
const mostTold = 20;

/** Tells what was found under other versions and rules than today's: the store has it, no book in use. */
export class EarlierDesk {
  constructor(
    private readonly keeper: Pick<Keeper, 'of'>,
    private readonly store: Pick<StoreReader, 'evidences' | 'loadDiffered' | 'loadSample'>,
    private readonly now: () => Date,
  ) {}

  /** What counts now, and after it what compared last; while the store cannot be read what counts now alone. */
  async evidences(route: string): Promise<readonly EvidenceRow[]> {
    const ledger = this.keeper.of(route)?.ledger;
    if (!ledger) return [];
    const kept = await this.store.evidences(route, mostTold + 1).catch(() => []);
    const others = kept.filter(({ evidenceKey }) => evidenceKey !== ledger.id.evidenceKey);
    return [rowOf(ledger), ...others.slice(0, mostTold).map(earlierRow)];
  }

  /** What differed under this key, as it stood when that last counted; undefined when nothing was compared under it. */
  async fields(route: string, evidenceKey: string): Promise<readonly FieldRow[] | undefined> {
    const books = this.keeper.of(route);
    if (!books) return undefined;
    const kept = await this.store.loadDiffered({ route, evidenceKey });
    return kept && fieldRowsOf(kept, isReadable(books, kept.basis), this.now);
  }

  /**
   * A sample that no book has, because other versions answer now, or its evidence was restarted by hand. None that was
   * kept under other rules: they may have hidden less than today's.
   */
  async sample(id: string): Promise<Sample | undefined> {
    const kept = await this.store.loadSample(id);
    const books = kept && this.keeper.of(kept.sample.route);
    if (!books || !isReadable(books, kept.basis)) return undefined;
    const { sample } = kept;
    // As where a book takes it up: what was settling when it was saved never will.
    return sample.class === 'settling' ? { ...sample, class: 'unsettled' } : sample;
  }
}

const isReadable = ({ route, dial }: RouteBooks, basis: EvidenceBasis | null): boolean =>
  basis !== null && isConfiguredAs(route, dial.restarts, basis.configuration);

const rowOf = ({ id, outcomes, counts }: RouteLedger): EvidenceRow => ({
  evidenceKey: id.evidenceKey,
  versions: sidesOf(id) ?? null,
  compared: outcomes.compared,
  last: counts.traffic?.last ?? null,
  counts: true,
});

const earlierRow = ({ evidenceKey, basis, compared, last }: KeptEvidence): EvidenceRow => ({
  evidenceKey,
  versions: (basis && sidesOf({ basis })) ?? null,
  compared,
  last,
  counts: false,
});

/** @param withSamples whether the samples may be looked at */
function fieldRowsOf({ counts, fields, samples }: Differed, withSamples: boolean, now: () => Date) {
  const passed = { compared: comparedIn(counts), hours: counts.traffic?.hours ?? 0 };
  const book = new FieldBook(() => passed, now);
  book.resume(fields, passed);
  const shown = withSamples ? samples : [];
  const newest = shown.flatMap(({ id, differences }) =>
    differences.map(({ pattern, kind }) => [fingerprintOf(pattern, kind), id] as const),
  );
  return book.rows(passed.compared, new Map(newest));
}

import { type CensusField, otherFields } from '../comparators/census/census.js';
import type { FoundField } from './tally.js';
import { isAtOrBelow } from '../comparators/pattern.js';
import type { FieldsCovered } from '../routing-rules/guards/coverage.js';

/** One field of legacy's answers, by how many censuses found what of it: a row of `GET …/coverage`. */
export interface CoverageField {
  readonly pattern: string;
  /** Censuses of documents that have it. */
  readonly seen: number;
  /** Those in which some place of it was compared, that is, is not ignored by a rule. */
  readonly compared: number;
  readonly ignored: number;
  /** Those in which some place of it was equal (or came to be, while it settled), differed, was absent on the candidate. */
  readonly equal: number;
  readonly differs: number;
  readonly absent: number;
}

/** A field as it is saved: its numbers in the order of {@link CoverageField}. */
type SavedRow = readonly [
  pattern: string,
  seen: number,
  compared: number,
  ignored: number,
  equal: number,
  differs: number,
  absent: number,
];

/** What is saved of a route's coverage. */
export interface SavedCoverage {
  readonly censuses: number;
  readonly fields: readonly SavedRow[];
  /** Comparisons by hour of the day, UTC. */
  readonly hours: readonly number[];
}

/** How much of legacy's contract is proven, in short. Each field is counted in one of the last four. */
export interface CoverageSummary {
  /** Comparisons whose fields were looked at. */
  readonly censuses: number;
  /** Fields that legacy's answers have. */
  readonly fields: number;
  /** Compared, and equal at least once. */
  readonly equal: number;
  /** Ignored by rules wherever they were seen. */
  readonly ignored: number;
  /** Compared and never equal, though the candidate has them. */
  readonly neverEqual: number;
  /** Compared and never there on the candidate. */
  readonly neverPresent: number;
  /** How many of the 24 hours of the day saw a comparison. */
  readonly hours: number;
}

/** Fields kept apart for one route; what is beyond is counted as one. */
const mostFields = 2_000;

/** What was ever compared of a route's fields, and when: what was never seen is not proven. */
export class CoverageBook {
  #censuses = 0;
  readonly #fields = new Map<string, CoverageField>();
  readonly #hours: number[] = Array.from({ length: 24 }, () => 0);
  #covered: FieldsCovered | undefined;

  /** Takes up what was saved, under what was counted here meanwhile; earlier versions saved nothing of it. */
  resume(saved: SavedCoverage | undefined): void {
    if (!saved) return;
    this.#covered = undefined;
    this.#censuses += saved.censuses;
    for (const [pattern, seen, compared, ignored, equal, differs, absent] of saved.fields)
      this.#add({ pattern, seen, compared, ignored, equal, differs, absent });
    for (const [hour, count] of saved.hours.entries()) this.#addHour(hour, count);
  }

  /** Counts one comparison, and what its census found where it has one. */
  record(census: readonly CensusField[] | undefined, now: Date): void {
    this.#addHour(now.getUTCHours(), 1);
    if (!census) return;
    this.#covered = undefined;
    this.#censuses += 1;
    // Of fields beyond the bound many may be in one census, and are one field there.
    const rest: CensusField[] = [];
    for (const field of census) {
      if (this.#hasRoomFor(field)) this.#add(counted(field));
      else rest.push(field);
    }
    if (rest.length > 0) this.#add(counted(together(rest)));
  }

  /**
   * What differed came to be equal while it settled: so did the fields at and below it. That something came to be
   * there, or in its order, says nothing of what is in it.
   */
  healed({ pattern, kind }: FoundField): void {
    const isWhole = kind === 'value' || kind === 'type' || kind === 'format';
    for (const field of this.#fields.values()) {
      const isEqual = isWhole ? isAtOrBelow(field.pattern, pattern) : field.pattern === pattern;
      if (field.compared === 0 || field.equal > 0 || !isEqual) continue;
      this.#fields.set(field.pattern, { ...field, equal: 1 });
      this.#covered = undefined;
    }
  }

  /** Comparisons by hour of the day, UTC. */
  get hours(): readonly number[] {
    return [...this.#hours];
  }

  get censuses(): number {
    return this.#censuses;
  }

  /** By what is not proven first: never there, never equal, ignored; each most often seen first. */
  fields(): readonly CoverageField[] {
    return [...this.#fields.values()].toSorted(
      (a, b) => standings.indexOf(standingOf(a)) - standings.indexOf(standingOf(b)) || b.seen - a.seen,
    );
  }

  /** What the guard looks at; null while no census was taken. */
  get covered(): FieldsCovered | null {
    if (this.#censuses === 0) return null;
    return (this.#covered ??= coveredOf(this.fields()));
  }

  get summary(): CoverageSummary {
    const { equal = 0, ignored = 0, neverEqual = [], neverPresent = [] } = this.covered ?? {};
    return {
      censuses: this.#censuses,
      fields: this.#fields.size,
      equal,
      ignored,
      neverEqual: neverEqual.length,
      neverPresent: neverPresent.length,
      hours: this.#hours.filter((count) => count > 0).length,
    };
  }

  get saved(): SavedCoverage {
    const fields = [...this.#fields.values()].map(
      ({ pattern, seen, compared, ignored, equal, differs, absent }): SavedRow => [
        pattern,
        seen,
        compared,
        ignored,
        equal,
        differs,
        absent,
      ],
    );
    return { censuses: this.#censuses, fields, hours: this.hours };
  }

  #hasRoomFor({ pattern }: CensusField): boolean {
    return pattern !== otherFields && (this.#fields.has(pattern) || this.#fields.size < mostFields);
  }

  #add(found: CoverageField): void {
    const isKept = this.#fields.has(found.pattern) || this.#fields.size < mostFields;
    const pattern = isKept ? found.pattern : otherFields;
    const known = this.#fields.get(pattern);
    const sum = (of: Exclude<keyof CoverageField, 'pattern'>): number => (known?.[of] ?? 0) + found[of];
    this.#fields.set(pattern, {
      pattern,
      seen: sum('seen'),
      compared: sum('compared'),
      ignored: sum('ignored'),
      equal: sum('equal'),
      differs: sum('differs'),
      absent: sum('absent'),
    });
  }

  #addHour(hour: number, count: number): void {
    if (hour < this.#hours.length) this.#hours[hour] = (this.#hours[hour] ?? 0) + count;
  }
}

/** How a field stands, what is not proven first. */
export const standings = ['never-present', 'never-equal', 'ignored', 'equal'] as const;
export type Standing = (typeof standings)[number];

/** How a field stands: by the best that was ever seen of it. */
export function standingOf({ compared, equal, differs }: CoverageField): Standing {
  if (compared === 0) return 'ignored';
  if (equal > 0) return 'equal';
  return differs > 0 ? 'never-equal' : 'never-present';
}

function coveredOf(fields: readonly CoverageField[]): FieldsCovered {
  const patterns = (standing: Standing): readonly string[] =>
    fields.filter((field) => standingOf(field) === standing).map(({ pattern }) => pattern);
  return {
    equal: patterns('equal').length,
    ignored: patterns('ignored').length,
    neverEqual: patterns('never-equal'),
    neverPresent: patterns('never-present'),
  };
}

const counted = ({ pattern, ignored, equal, differs, absent }: CensusField): CoverageField => ({
  pattern,
  seen: 1,
  compared: Number(equal || differs || absent),
  ignored: Number(ignored),
  equal: Number(equal),
  differs: Number(differs),
  absent: Number(absent),
});

const together = (fields: readonly CensusField[]): CensusField => ({
  pattern: otherFields,
  ignored: fields.some(({ ignored }) => ignored),
  equal: fields.some(({ equal }) => equal),
  differs: fields.some(({ differs }) => differs),
  absent: fields.some(({ absent }) => absent),
});

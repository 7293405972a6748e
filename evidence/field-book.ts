import { createHash } from 'node:crypto';
import type { DifferenceKind } from '../comparators/difference.js';
import { type MismatchClass, noClasses } from './mismatch-class.js';
import type { FieldRow } from './scorecard.js';

/** Patterns kept apart for one route; beyond it a new one joins the row `(other)`. */
const maxPatterns = 1_000;
const otherPattern = '(other)';

/** A field as it is kept: `compared` and `sample` are filled in when it is told. */
type KeptField = Omit<FieldRow, 'compared' | 'sample' | 'classes'> & {
  readonly classes: Record<MismatchClass, number>;
};

/** A difference that was found, by where and how. */
export interface FoundField {
  readonly pattern: string;
  readonly kind: DifferenceKind;
  readonly class: MismatchClass;
}

/** Which patterns of a route differ, how often and why. */
export class FieldBook {
  readonly #fields = new Map<string, KeptField>();
  readonly #changed = new Set<string>();

  /** Takes up rows as they were saved, under what was counted here meanwhile. */
  resume(rows: readonly FieldRow[]): void {
    for (const { compared: _, sample: __, ...row } of rows) {
      const here = this.#fields.get(row.fingerprint);
      this.#fields.set(row.fingerprint, here ? joined(row, here) : { ...row, classes: { ...row.classes } });
    }
  }

  /** Every row is due to be saved. */
  dueAgain(): void {
    for (const fingerprint of this.#fields.keys()) this.#changed.add(fingerprint);
  }

  /** Counts the differences of one comparison; a pattern that differs twice in it counts once. */
  record(found: readonly FoundField[], now: Date): void {
    const once = new Map(
      found.map((field) => {
        const place = this.#place(field.pattern, field.kind);
        return [place.fingerprint, { ...field, ...place }];
      }),
    );
    for (const { fingerprint, pattern, kind, class: mismatchClass } of once.values()) {
      const known = this.#fields.get(fingerprint);
      const classes = { ...(known?.classes ?? noClasses()) };
      classes[mismatchClass] += 1;
      this.#fields.set(fingerprint, {
        pattern,
        kind,
        fingerprint,
        mismatched: (known?.mismatched ?? 0) + 1,
        classes,
        state: known && now.getTime() - Date.parse(known.firstSeen) > newFor ? 'known' : 'new',
        firstSeen: known?.firstSeen ?? now.toISOString(),
        lastSeen: now.toISOString(),
      });
      this.#changed.add(fingerprint);
    }
  }

  /**
   * All rows, most mismatched first.
   * @param compared the route's comparisons
   * @param samples ids of kept samples by the fingerprint they show
   */
  rows(compared: number, samples: ReadonlyMap<string, string>): readonly FieldRow[] {
    return [...this.#fields.values()]
      .map((field) => ({ ...field, compared, sample: samples.get(field.fingerprint) ?? null }))
      .toSorted((a, b) => b.mismatched - a.mismatched);
  }

  /** Rows changed since the last call. */
  takeChanged(): readonly FieldRow[] {
    const rows = [...this.#changed].flatMap((fingerprint) => {
      const field = this.#fields.get(fingerprint);
      return field ? [{ ...field, compared: 0, sample: null }] : [];
    });
    this.#changed.clear();
    return rows;
  }

  /** Rows that could not be saved are due again. */
  putBack(rows: readonly FieldRow[]): void {
    for (const { fingerprint } of rows) this.#changed.add(fingerprint);
  }

  #place(pattern: string, kind: DifferenceKind): { fingerprint: string; pattern: string } {
    const fingerprint = fingerprintOf(pattern, kind);
    if (this.#fields.has(fingerprint) || this.#fields.size < maxPatterns) return { fingerprint, pattern };
    return { fingerprint: fingerprintOf(otherPattern, kind), pattern: otherPattern };
  }
}

function joined(older: Omit<FieldRow, 'compared' | 'sample'>, newer: KeptField): KeptField {
  const classes = { ...newer.classes };
  for (const mismatchClass of Object.keys(older.classes) as MismatchClass[])
    classes[mismatchClass] += older.classes[mismatchClass];
  return {
    ...older,
    classes,
    mismatched: older.mismatched + newer.mismatched,
    lastSeen: newer.lastSeen,
  };
}

const newFor = 3_600_000;

/** The stable name of (pattern, kind). */
export const fingerprintOf = (pattern: string, kind: DifferenceKind): string =>
  createHash('sha256').update(`${kind} ${pattern}`).digest('hex').slice(0, 12);

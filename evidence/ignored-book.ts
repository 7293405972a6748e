import type { DifferenceKind } from '../comparators/difference.js';

/** A difference that a rule silenced, by where, how and which rule. */
export interface IgnoredField {
  readonly pattern: string;
  readonly kind: DifferenceKind;
  /** As it stands under `compare:`. */
  readonly rule: string;
}

/** How often a rule silenced a pattern: a row of `GET …/ignored`. */
export interface IgnoredRow extends IgnoredField {
  /** Comparisons in which it did. */
  readonly comparisons: number;
}

/** Rows kept apart for one route; beyond it a new one joins the row `(other)` of its rule. */
const maxRows = 200;
const otherPattern = '(other)';

/** What the rules of a route hide, and how often: nobody should trust a blind spot that cannot be seen. */
export class IgnoredBook {
  readonly #rows = new Map<string, IgnoredRow>();

  /** Takes up rows as they were saved, under what was counted here meanwhile. */
  resume(rows: readonly IgnoredRow[]): void {
    for (const row of rows) this.#add(row, row.comparisons);
  }

  /** Counts what was silenced in one comparison, each pattern and kind once. */
  record(found: readonly IgnoredField[]): void {
    for (const field of found) this.#add(field, 1);
  }

  /** Most often silenced first. */
  rows(): readonly IgnoredRow[] {
    return [...this.#rows.values()].toSorted((a, b) => b.comparisons - a.comparisons);
  }

  #add(field: IgnoredField, count: number): void {
    const place = this.#rows.has(nameOf(field)) || this.#rows.size < maxRows ? field : other(field);
    const { pattern, kind, rule } = place;
    const comparisons = (this.#rows.get(nameOf(place))?.comparisons ?? 0) + count;
    this.#rows.set(nameOf(place), { pattern, kind, rule, comparisons });
  }
}

const nameOf = ({ pattern, kind, rule }: IgnoredField): string => JSON.stringify([rule, kind, pattern]);
const other = ({ rule }: IgnoredField): IgnoredField => ({ pattern: otherPattern, kind: 'value', rule });

/** At most so many patterns of one pair are counted. */
const mostPerPair = 100;

/** Each pattern and kind once, however often it was silenced in one pair. */
export function ignoredOnce(
  ignored: readonly (Omit<IgnoredField, 'rule'> & { readonly rule?: string })[],
): IgnoredField[] {
  const once = new Map<string, IgnoredField>();
  for (const { pattern, kind, rule = 'ignore' } of ignored) {
    once.set(nameOf({ pattern, kind, rule }), { pattern, kind, rule });
    if (once.size >= mostPerPair) break;
  }
  return [...once.values()];
}

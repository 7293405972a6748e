import type { Difference } from '../difference.js';
import type { Limits } from '../limits.js';
import { compileRules } from '../rules/compile-rules.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { type Look, lookAt } from './look.js';
import { type Field, type KeptAnswers, type Told, nameOf } from './suggestion.js';

/** In how many kept pairs a field shows, before and after. */
export interface FieldBeforeAndAfter extends Field {
  readonly before: number;
  readonly after: number;
}

/** What other rules would make of kept pairs. */
export interface Previewed {
  /** Kept pairs that were compared under both, of how many entities. */
  readonly pairs: number;
  readonly entities: number;
  /** Kept pairs that could not be compared: too large, too slow, or not readable. */
  readonly unread: number;
  readonly before: Verdicts;
  readonly after: Verdicts;
  /** What changes most first. */
  readonly fields: readonly FieldBeforeAndAfter[];
  /** The first few differences that would no longer stand. */
  readonly silenced: readonly Told[];
  /** False where time was over before all pairs were compared. */
  readonly complete: boolean;
}

export interface Verdicts {
  readonly match: number;
  readonly mismatch: number;
}

/** Differences that are told of all, and of one field. */
const mostTold = 20;
const mostOfField = 3;

/** What is tried, and on what. */
export interface PreviewTerms {
  readonly present: CompareRules;
  readonly others: CompareRules;
  readonly pairs: readonly KeptAnswers[];
  /** Milliseconds that never go back: what one comparison may take is told by it. */
  readonly clock: Limits['clock'];
  /** Whether there is time for another comparison. */
  readonly hasTime: () => boolean;
}

/** Compares kept pairs under the present rules and under others; stops wherever it yields. */
export function* preview({ pairs, clock, hasTime, ...rules }: PreviewTerms): Generator<void, Previewed> {
  const [present, others] = [compileRules(rules.present), compileRules(rules.others)];
  const change = new Change();
  let complete = true;
  for (const pair of pairs) {
    if (!(complete = hasTime())) break;
    const before = lookAt(pair, present, clock);
    yield;
    const after = before && lookAt(pair, others, clock);
    yield;
    change.add(before, after);
  }
  return { ...change.told(), complete };
}

/** What changes from pair to pair, counted. */
class Change {
  readonly #fields = new Map<string, { field: Field; before: number; after: number }>();
  readonly #silenced: Told[] = [];
  readonly #entities = new Set<string>();
  readonly #before = { match: 0, mismatch: 0 };
  readonly #after = { match: 0, mismatch: 0 };
  #unread = 0;

  add(before: Look | undefined, after: Look | undefined): void {
    if (!before || !after) {
      this.#unread += 1;
      return;
    }
    this.#entities.add(before.pair.entity);
    this.#before[before.differences === 0 ? 'match' : 'mismatch'] += 1;
    this.#after[after.differences === 0 ? 'match' : 'mismatch'] += 1;
    for (const [name, [first]] of before.shows) if (first) this.#count(name, first).before += 1;
    for (const [name, [first]] of after.shows) if (first) this.#count(name, first).after += 1;
    this.#tell(before, after);
  }

  told(): Omit<Previewed, 'complete'> {
    const fields = [...this.#fields.values()].map(({ field, ...counts }) => ({ ...field, ...counts }));
    const change = ({ before, after }: FieldBeforeAndAfter): number => Math.abs(before - after);
    return {
      pairs: this.#before.match + this.#before.mismatch,
      entities: this.#entities.size,
      unread: this.#unread,
      before: this.#before,
      after: this.#after,
      fields: fields.toSorted((a, b) => change(b) - change(a)),
      silenced: this.#silenced,
    };
  }

  #count(name: string, { pattern, kind }: Field): { before: number; after: number } {
    const known = this.#fields.get(name) ?? { field: { pattern, kind }, before: 0, after: 0 };
    this.#fields.set(name, known);
    return known;
  }

  #tell({ pair, shows }: Look, after: Look): void {
    for (const [name, differences] of shows) {
      const left = new Set(after.shows.get(name)?.map(({ path }) => path));
      for (const difference of differences) {
        if (!left.has(difference.path) && this.#isWorthTelling(difference))
          this.#silenced.push({ pair, difference });
      }
    }
  }

  #isWorthTelling(difference: Difference): boolean {
    const name = nameOf(difference);
    const ofField = this.#silenced.filter((told) => nameOf(told.difference) === name);
    return this.#silenced.length < mostTold && ofField.length < mostOfField;
  }
}

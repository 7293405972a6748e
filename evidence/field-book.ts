import { createHash } from 'node:crypto';
import type { DifferenceKind } from '../comparators/difference.js';
import { begin, type Passed, showAgain, stateOf } from './fingerprint-life.js';
import {
  earlierField,
  joinedFields,
  type KeptField,
  keptField,
  movedField,
  type SavedField,
  stillEarlier,
} from './kept-field.js';
import {
  badClasses,
  type MismatchClass,
  mismatchClasses,
  noClasses,
  rankOf,
  worstOf,
} from './mismatch-class.js';
import type { FieldRow } from './scorecard.js';
import type { ClassedField, FoundField } from './tally.js';

/** Patterns kept apart for one route; beyond it a new one joins the row `(other)`. Of earlier evidence as many are remembered. */
const maxPatterns = 1_000;
const otherPattern = '(other)';

/** A fingerprint that no evidence of its route knew before, once it is known to be bad. */
export interface NewField extends Pick<FieldRow, 'pattern' | 'kind' | 'fingerprint' | 'firstSeen'> {
  readonly class: MismatchClass;
}

/** Which patterns of a route differ, how often and why, and since when. */
export class FieldBook {
  readonly #fields = new Map<string, KeptField>();
  /** What earlier evidence knew and this one has not met. */
  readonly #earlier = new Map<string, KeptField>();
  readonly #changed = new Set<string>();

  constructor(
    /** How far the route's evidence has come. */
    private readonly passed: () => Passed,
    private readonly now: () => Date,
  ) {}

  /**
   * Takes up rows as they were saved, under what was counted here meanwhile.
   * @param passed how far the evidence was then
   */
  resume(rows: readonly SavedField[], passed: Passed): void {
    const saved = new Map(rows.map((row) => [row.fingerprint, keptField(row, passed)]));
    for (const [fingerprint, here] of this.#fields) {
      const known = saved.get(fingerprint);
      this.#fields.set(fingerprint, known ? joinedFields(known, here, passed) : movedField(here, passed));
    }
    for (const [fingerprint, field] of this.#earlier)
      this.#earlier.set(fingerprint, stillEarlier(field, passed));
    for (const [fingerprint, field] of saved) {
      if (this.#fields.has(fingerprint)) continue;
      this.#earlier.delete(fingerprint);
      (field.mismatched > 0 ? this.#fields : this.#earlier).set(fingerprint, field);
    }
  }

  /**
   * Remembers what other evidence of the route knew: a fingerprint is new once, whatever the versions and rules.
   * @param passed how far that evidence has come
   * @param here how far this one was when it took over
   */
  inherit(rows: readonly SavedField[], passed: Passed, here = this.passed()): void {
    const latest = rows.toSorted((a, b) => (a.lastSeen < b.lastSeen ? 1 : -1));
    for (const row of latest) {
      const known = earlierField(row, passed, here);
      const met = this.#fields.get(row.fingerprint);
      if (met && met.firstSeen > known.firstSeen) {
        const since = movedField(met, { compared: -here.compared, hours: -here.hours });
        this.#fields.set(row.fingerprint, joinedFields(known, since, here));
      } else if (!met && !this.#earlier.has(row.fingerprint) && this.#earlier.size < maxPatterns) {
        this.#earlier.set(row.fingerprint, known);
      } else continue;
      this.#changed.add(row.fingerprint);
    }
  }

  /** Every row is due to be saved. */
  dueAgain(): void {
    for (const { fingerprint } of this.saved()) this.#changed.add(fingerprint);
  }

  /** Counts the differences of one comparison; a pattern that differs twice in it counts once. */
  record(found: readonly FoundField[], now: Date): void {
    const time = now.toISOString();
    for (const { fingerprint, pattern, kind } of this.#once(found)) {
      const known = this.#fields.get(fingerprint) ?? this.#earlier.get(fingerprint);
      this.#earlier.delete(fingerprint);
      this.#fields.set(fingerprint, {
        pattern,
        kind,
        fingerprint,
        mismatched: (known?.mismatched ?? 0) + 1,
        classes: known?.classes ?? noClasses(),
        firstSeen: known?.firstSeen ?? time,
        lastSeen: time,
        life: known ? showAgain(known.life, this.passed()) : begin(this.passed()),
        untold: known?.untold ?? true,
      });
      this.#changed.add(fingerprint);
    }
  }

  /** Counts the classes of one comparison's differences, once they are known: of a pattern the worst. */
  classify(fields: readonly ClassedField[]): void {
    const byRank = fields.toSorted((a, b) => rankOf(b.class) - rankOf(a.class));
    for (const { fingerprint, class: mismatchClass } of this.#once(byRank)) {
      const known = this.#fields.get(fingerprint);
      if (!known) continue;
      known.classes[mismatchClass] += 1;
      this.#changed.add(fingerprint);
    }
  }

  /** Of those that share a row the last. */
  #once<Field extends FoundField>(found: readonly Field[]): Iterable<Field & { fingerprint: string }> {
    const rows = new Map<string, Field & { fingerprint: string }>();
    let fresh = 0;
    for (const field of found) {
      const own = fingerprintOf(field.pattern, field.kind);
      const isNew = !this.#fields.has(own) && !rows.has(own);
      if (!isNew || this.#fields.size + fresh < maxPatterns) {
        if (isNew) fresh += 1;
        rows.set(own, { ...field, fingerprint: own });
      } else {
        const fingerprint = fingerprintOf(otherPattern, field.kind);
        rows.set(fingerprint, { ...field, pattern: otherPattern, fingerprint });
      }
    }
    return rows.values();
  }

  /**
   * All rows: what is fixed last, else most mismatched first.
   * @param compared the route's comparisons
   * @param samples ids of kept samples by the fingerprint they show
   */
  rows(compared: number, samples: ReadonlyMap<string, string>): readonly FieldRow[] {
    const passed = this.passed();
    const now = this.now();
    return [...this.#fields.values()]
      .map(({ life, untold: _, ...field }) => ({
        ...field,
        classes: { ...field.classes },
        state: stateOf(life, field.firstSeen, passed, now),
        compared,
        sample: samples.get(field.fingerprint) ?? null,
      }))
      .toSorted(
        (a, b) => Number(a.state === 'fixed') - Number(b.state === 'fixed') || b.mismatched - a.mismatched,
      );
  }

  /**
   * New fingerprints that are known to be bad, each told once. What is stale or volatile is not told before
   * it shows as something worse: lag and noise wake nobody.
   */
  takeNews(): readonly NewField[] {
    return [...this.#fields.values()].flatMap((field) => {
      const bad = field.untold ? newsIn(field) : [];
      if (bad.length === 0) return [];
      const { pattern, kind, fingerprint, firstSeen } = field;
      this.#fields.set(fingerprint, { ...field, untold: false });
      this.#changed.add(fingerprint);
      return [{ pattern, kind, fingerprint, firstSeen, class: worstOf(bad) }];
    });
  }

  /** All rows as they would be saved, those of earlier evidence too. */
  saved(): readonly SavedField[] {
    return [...this.#fields.values(), ...this.#earlier.values()].map(copied);
  }

  /** Rows changed since the last call. */
  takeChanged(): readonly SavedField[] {
    const rows = [...this.#changed].flatMap((fingerprint) => {
      const field = this.#fields.get(fingerprint) ?? this.#earlier.get(fingerprint);
      return field ? [copied(field)] : [];
    });
    this.#changed.clear();
    return rows;
  }

  /** Rows that could not be saved are due again. */
  putBack(rows: readonly SavedField[]): void {
    for (const { fingerprint } of rows) this.#changed.add(fingerprint);
  }
}

const copied = (field: KeptField): SavedField => ({ ...field, classes: { ...field.classes } });

/** Comparisons that must stay unsettled before it is told: lag and noise do as well, where re-reads run short for a moment. */
const fewestUnsettled = 20;

/** The classes that somebody should hear of. */
const newsIn = ({ classes }: KeptField): readonly MismatchClass[] =>
  mismatchClasses.filter(
    (name) => badClasses.has(name) && classes[name] >= (name === 'unsettled' ? fewestUnsettled : 1),
  );

/** The stable name of (pattern, kind). */
export const fingerprintOf = (pattern: string, kind: DifferenceKind): string =>
  createHash('sha256').update(`${kind} ${pattern}`).digest('hex').slice(0, 12);

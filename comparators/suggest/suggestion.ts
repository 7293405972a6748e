import type { Difference, DifferenceKind } from '../difference.js';
import type { Answer } from '../observation.js';
import type { CompareRules } from '../rules/rules-schema.js';

/** Two answers of one request as they came, so that they may be compared again under other rules. */
export interface KeptAnswers {
  /** The unit of evidence. */
  readonly entity: string;
  readonly legacy: Answer;
  readonly candidate: Answer;
}

/** Where and how a pair differs. */
export interface Field {
  readonly pattern: string;
  readonly kind: DifferenceKind;
}

/** A text that is the same for the same field. */
export const nameOf = ({ pattern, kind }: Field): string => `${kind} ${pattern}`;

/** Entities that were compared at a field, all of them and not only those of kept pairs. */
export interface ComparedEntities {
  readonly compared: number;
  /** Those that differ there. */
  readonly differing: number;
  /** Those that differ there of which is known why. */
  readonly settled: number;
  /** Those of the settled that are volatile there. */
  readonly volatile: number;
}

/** What settling came to at a field. */
export interface Known {
  /** Suspects by their class. */
  readonly classes: { readonly semantic: number; readonly missing: number; readonly stale: number };
  /** Suspects of any class that is known. */
  readonly settled: number;
  readonly entities: ComparedEntities;
}

/** A rule that may be suggested: what it adds, and what it is meant to silence. */
export interface Proposal {
  readonly section: (typeof sections)[number];
  /** What stands under `compare:` for it. */
  readonly rules: CompareRules;
  /** What it is meant for; of these only what it does silence is told. */
  readonly isMeantFor: (field: Field) => boolean;
  /** What it may bring to light that did not differ before, as the inside of a member that is found now. */
  readonly mayReveal?: (field: Field) => boolean;
  /** Whether it may silence more than it is meant for: then that is told, else it is not suggested. */
  readonly mayHide?: boolean;
  /** Of a value map: how often each of legacy's values stood against this one of the candidate's. */
  readonly each?: readonly MappedValue[];
  /** A difference of each value that it tells, which must be tellable. */
  readonly tells?: readonly Told[];
}

/** The sections of rules that are suggested, the narrowest first. */
export const sections = ['renames', 'lists', 'equate', 'times', 'numbers', 'values', 'ignore'] as const;

/** A difference, and whose it is. */
export interface Told {
  readonly pair: KeptAnswers;
  readonly difference: Difference;
}

export interface MappedValue {
  readonly legacy: string;
  readonly candidate: string | number | boolean | null;
  readonly pairs: number;
}

/** A field in kept pairs: in how many of how many entities it shows, and in how many the rule silences it. */
export interface SilencedField extends Field {
  readonly pairs: number;
  readonly entities: number;
  readonly silenced: number;
}

/** A rule that the evidence supports. It never applies itself. */
export interface Suggestion {
  readonly section: Proposal['section'];
  readonly rules: CompareRules;
  /** What it silences as it is meant to. */
  readonly silences: readonly SilencedField[];
  /** What it silences beside that, at least here and there. */
  readonly alsoSilences: readonly SilencedField[];
  /** Kept pairs that show what it is meant for: how many, of how many entities, and how many match with it. */
  readonly support: { readonly pairs: number; readonly entities: number; readonly matching: number };
  /** It silences what settled as semantic or missing: a client would see the difference. */
  readonly forgives: boolean;
  /** Of `ignore`: what was seen of all entities. */
  readonly compared?: ComparedEntities;
  readonly each?: readonly MappedValue[];
}

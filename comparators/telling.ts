import type { Difference, DifferenceKind, Note } from './difference.js';
import type { Forgiving } from './forgiving.js';
import { type PairingNote, pairingNotes } from './lists/pairing.js';
import { Whereabouts } from './pattern.js';
import type { RulesHere } from './rules/compile-rules.js';
import { tellable } from './tellable.js';

/** What the walk found; `ignored` holds what only an `ignore` rule kept out of `differences`. */
export interface Found {
  readonly differences: readonly Difference[];
  readonly ignored: readonly Difference[];
  readonly notes: readonly Note[];
  /** What rules hid beside, that a client of the candidate would see. */
  readonly forgiven: readonly Forgiving[];
}

type Draft = { -readonly [K in keyof Difference]: Difference[K] };

/** Writes down what a walk comes upon; a path is written only here. */
export class Telling {
  readonly differences: Difference[] = [];
  readonly ignored: Difference[] = [];
  readonly notes: Note[] = [];
  /** The place that is looked at; only as many steps as the depth says are valid. */
  readonly whereabouts = new Whereabouts();
  private readonly noted = new Set<string>();
  private isSilent = false;

  /** Tells nothing of what is walked meanwhile: it is told already, or known to be equal. */
  silently(walk: () => void): void {
    const before = this.isSilent;
    this.isSilent = true;
    walk();
    this.isSilent = before;
  }

  /** Something about how a list was paired, once for its pattern. */
  note(note: PairingNote, depth: number): void {
    if (this.isSilent) return;
    const { path, pattern } = this.whereabouts.write(depth);
    const noted = `${note} ${pattern}`;
    if (this.noted.has(noted)) return;
    this.noted.add(noted);
    this.notes.push({ path, text: pairingNotes[note] });
  }

  /**
   * A difference at the place that is looked at.
   * @param ignoring the rule that silences it, if one does
   * @param governing the rule that does not forgive it
   */
  report(
    kind: DifferenceKind,
    depth: number,
    legacy: unknown,
    candidate: unknown,
    ignoring: RulesHere['ignore'],
    governing?: { readonly rule: string },
  ): void {
    if (this.isSilent) return;
    const judge = ignoring ?? governing;
    const { path, pattern } = this.whereabouts.write(depth);
    // Put together member by member: a document may differ at a hundred thousand places.
    const difference: Draft = { path, pattern, kind };
    if (legacy !== undefined) difference.legacy = tellable(legacy);
    if (candidate !== undefined) difference.candidate = tellable(candidate);
    if (judge !== undefined) difference.rule = judge.rule;
    (ignoring ? this.ignored : this.differences).push(difference);
  }
}

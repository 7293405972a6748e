import type { Forgiving } from './forgiving.js';
import type { Passes } from './lists/passed-over.js';
import type { Pair } from './lists/pairing.js';
import type { RuleState, RulesHere } from './rules/compile-rules.js';
import type { EqualBy } from './scalars/scalars.js';
import type { Renamed } from './shape/apply-renames.js';

/** The rule that silences a place, if one does: there nothing is forgiven, all is told as ignored. */
type Ignoring = RulesHere['ignore'];

/** Which kinds of rules forgave something in one comparison; each is looked for only until it was found once. */
export class Forgiven {
  readonly #open: Set<Forgiving | EqualBy>;

  constructor(
    /** Kinds that are among the rules at all, in order. */
    private readonly possible: readonly Forgiving[],
    /** What renames did to the candidate's document. */
    private readonly renamed: Pick<Renamed, 'moved' | 'ways'>,
  ) {
    this.#open = new Set(possible);
  }

  get kinds(): readonly Forgiving[] {
    return this.possible.filter((kind) => !this.#open.has(kind));
  }

  /** Whether there is anything that could still be found. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Two places are equal by this, and are not the same; what forgives nothing is welcome, and changes nothing. */
  note(by: Forgiving | EqualBy, ignoring: Ignoring): void {
    if (ignoring === undefined) this.#open.delete(by);
  }

  /** Two objects belong together: legacy may have, under its name, what the candidate has under another. */
  noteMembers(legacy: object, candidate: object, state: RuleState, ignoring: Ignoring): void {
    if (!this.#open.has('renames')) return;
    for (const name of this.renamed.moved.get(candidate) ?? [])
      if (Object.hasOwn(legacy, name))
        this.note('renames', ignoring ?? state.member(String(name)).here.ignore);
  }

  /** The same of the members of two lists, which a rename may name by their position. */
  noteItems(candidate: readonly unknown[], pairs: Iterable<Pair>, ignoring: Ignoring): void {
    const moved = this.renamed.moved.get(candidate);
    if (moved) for (const [, at] of pairs) if (moved.has(at)) this.note('renames', ignoring);
  }

  /**
   * Whether two members of lists that are equal by the rules may show that something was forgiven which is not
   * noted yet.
   * @param passed what was passed over when the lists were paired
   */
  mayShowIn(candidate: unknown, passed: Passes): boolean {
    return (
      (passed.values > 0 && this.#open.has('values')) ||
      (passed.equate > 0 && this.#open.has('equate')) ||
      (this.#open.has('renames') && this.renamed.ways.has(candidate))
    );
  }
}

import { type CanonicalScope, canonical } from './canonical.js';
import type { RuleState } from '../rules/compile-rules.js';
import { fingerprint } from './fingerprint.js';

/** The members of one list as texts, by which pairing finds partners; each is written when first asked for. */
export class MemberTexts {
  private readonly strictTexts: (string | undefined)[] = [];
  private readonly looseTexts: (string | undefined)[] = [];
  private known: { readonly each: Int32Array; readonly all: ReadonlySet<number> } | undefined;

  /** @param fixed true where members may stand anywhere while rules name single positions of legacy's list */
  constructor(
    private readonly list: readonly unknown[],
    private readonly side: 'legacy' | 'candidate',
    private readonly state: RuleState,
    private readonly fixed: boolean,
    private readonly scope: CanonicalScope,
  ) {}

  /**
   * Shared only by equal members. One whose fingerprint the other list lacks has no partner there: any text
   * of its own will do, and to write it takes no walk.
   */
  strict(at: number, other: MemberTexts): string {
    return (this.strictTexts[at] ??= this.mayHavePartner(at, other)
      ? canonical(this.list[at], this.stateAt(at), this.scope, false)
      : `${this.side} ${at}`);
  }

  /** Shared by members that are equal, or may be within a tolerance. */
  loose(at: number): string {
    if (this.fixed) return '~';
    return (this.looseTexts[at] ??= canonical(this.list[at], this.stateAt(at), this.scope, true));
  }

  private mayHavePartner(at: number, other: MemberTexts): boolean {
    // One that a rule names by its position is judged by another rule than any member that could be its partner.
    if (this.fixed && this.side === 'legacy' && this.state.item(at) !== this.stateAt(at)) return false;
    return other.prints.all.has(this.prints.each[at] ?? 0);
  }

  private stateAt(at: number): RuleState {
    return this.state.item(this.fixed ? -1 : at);
  }

  private get prints(): NonNullable<typeof this.known> {
    if (this.known === undefined) {
      const each = Int32Array.from(this.list, (item, at) => fingerprint(item, this.stateAt(at), this.scope));
      this.known = { each, all: new Set(each) };
    }
    return this.known;
  }
}

import { type CanonicalScope, canonical } from './canonical.js';
import type { RuleState } from './compile-rules.js';
import { fingerprint } from './fingerprint.js';

/** The members of one list as texts, by which pairing finds partners; each is written when first asked for. */
export class MemberTexts {
  private readonly strictTexts: (string | undefined)[] = [];
  private readonly looseTexts: (string | undefined)[] = [];
  private known: { readonly each: Int32Array; readonly all: ReadonlySet<number> } | undefined;

  /** @param side what no canonical text begins with, another for each side */
  constructor(
    private readonly list: readonly unknown[],
    private readonly state: RuleState,
    private readonly scope: CanonicalScope,
    private readonly side: '<' | '>',
  ) {}

  /**
   * Shared only by equal members. One whose fingerprint the other list lacks has no partner there: any text
   * of its own will do, and to write it takes no walk.
   */
  strict(at: number, other: MemberTexts): string {
    return (this.strictTexts[at] ??= other.prints.all.has(this.prints.each[at] ?? 0)
      ? this.canonical(at, false)
      : `${this.side}${at}`);
  }

  /** Shared by members that are equal, or may be within a tolerance. */
  loose(at: number): string {
    return (this.looseTexts[at] ??= this.canonical(at, true));
  }

  private canonical(at: number, loose: boolean): string {
    return canonical(this.list[at], this.state.item(at), this.scope, loose);
  }

  private get prints(): NonNullable<typeof this.known> {
    if (this.known === undefined) {
      const each = Int32Array.from(this.list, (item, at) =>
        fingerprint(item, this.state.item(at), this.scope),
      );
      this.known = { each, all: new Set(each) };
    }
    return this.known;
  }
}

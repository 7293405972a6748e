import type { PlacedRule } from '../rules/compile-rules.js';
import { bySpecificity, compilePaths } from '../rules/path-states.js';
import { reachableStates } from '../rules/reachable-states.js';

/** What one rule has to say among the others, over all places that a document may have. */
export interface Say {
  /** True when at some place it is the one of its kind that is asked. */
  governs: boolean;
  /** Rules of its kind that are asked in its place somewhere. */
  readonly overriddenBy: Set<PlacedRule>;
  /** Rules of its kind in whose place it is asked somewhere. */
  readonly instead: Set<PlacedRule>;
  /** `ignore` rules that stand at one of its very places. */
  readonly ignoredBy: Set<PlacedRule>;
  /** `ignore` rules that stand above one of its places. */
  readonly silencedBy: Set<PlacedRule>;
}

/** Which rules govern where, seen over every place that a document may have. */
export interface Governance {
  readonly of: (rule: PlacedRule) => Say;
  /** The rules that govern one place together, of each kind one; every such company once or more. */
  readonly companies: readonly (readonly PlacedRule[])[];
}

/** Follows rules that compiled without a problem to all places that they tell apart. */
export function readGovernance(rules: readonly PlacedRule[]): Governance {
  const says = new Map(rules.map((rule) => [rule, nothingSaid()]));
  const of = (rule: PlacedRule): Say => says.get(rule) ?? nothingSaid();
  const companies: PlacedRule[][] = [];
  const ignorers: (readonly PlacedRule[])[] = [];
  const placed = rules.map((rule) => ({ selector: rule.selector, mark: rule }));
  const root = compilePaths(placed, (marks) => marks);
  const reached = reachableStates(
    root,
    rules.map(({ selector }) => selector),
    (here) => here.some(isIgnore),
  );
  for (const { state, silencedBy } of reached ?? []) {
    const here = state.here;
    const silencer = silencedBy?.findLast(isIgnore);
    const ignorer = here.findLast(isIgnore);
    if (silencer !== undefined) {
      for (const rule of here) of(rule).silencedBy.add(silencer);
    } else if (ignorer !== undefined) {
      ignorers.push(here.filter(isIgnore));
      for (const rule of here) if (!isIgnore(rule)) of(rule).ignoredBy.add(ignorer);
    } else if (here.length > 0) {
      companies.push(judge(here, of));
    }
  }
  judgeIgnorers(rules.filter(isIgnore), ignorers, of);
  return { of, companies };
}

const nothingSaid = (): Say => ({
  governs: false,
  overriddenBy: new Set(),
  instead: new Set(),
  ignoredBy: new Set(),
  silencedBy: new Set(),
});

const isIgnore = ({ mark }: PlacedRule): boolean => mark.kind === 'ignore';

/** Of each kind the last is asked: the most specific. */
function judge(here: readonly PlacedRule[], of: Governance['of']): PlacedRule[] {
  const winners = new Map(here.map((rule) => [rule.mark.kind, rule]));
  for (const rule of here) {
    const winner = winners.get(rule.mark.kind);
    if (winner === undefined || winner === rule) of(rule).governs = true;
    else {
      of(rule).overriddenBy.add(winner);
      of(winner).instead.add(rule);
    }
  }
  return [...winners.values()];
}

/** Ignored twice is no more than ignored: a rule governs when no others ignore all that it does. */
function judgeIgnorers(
  rules: readonly PlacedRule[],
  companies: readonly (readonly PlacedRule[])[],
  of: Governance['of'],
): void {
  const needless = new Set<PlacedRule>();
  for (const rule of rules.toSorted((a, b) => bySpecificity(a.selector, b.selector)).toReversed()) {
    const others = companies
      .filter((company) => company.includes(rule))
      .map((company) => company.findLast((other) => other !== rule && !needless.has(other)));
    if (others.length === 0) continue;
    if (others.includes(undefined)) of(rule).governs = true;
    else {
      needless.add(rule);
      for (const other of others) if (other !== undefined) of(rule).ignoredBy.add(other);
    }
  }
}

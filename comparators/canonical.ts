import type { CompiledRules, ListRule, RuleState } from './compile-rules.js';
import { decimalKey } from './decimal.js';
import { ExactNumber } from './exact-number.js';
import { isNothing, numberOf, spelled } from './scalars.js';

/** What canonical texts are written for. */
export interface CanonicalScope {
  readonly rules: CompiledRules;
  readonly duplicates: (object: object) => ReadonlyMap<string, readonly unknown[]> | undefined;
  readonly emptied: ReadonlySet<unknown>;
  readonly step: () => void;
  /** The member that holds the text of an XML element; its place is the element's own. */
  readonly textKey: string | undefined;
  /** Told where an ignored place was passed over that may differ. */
  readonly passedOver: () => void;
}

/**
 * One text per value under the rules. `strict`: the same text means equal. `loose`: equal means the same
 * text, tolerant places being written as `~`; what shares it must still be compared.
 */
export function canonical(value: unknown, state: RuleState, scope: CanonicalScope, loose: boolean): string {
  scope.step();
  if (Array.isArray(value)) return canonicalList(value, state, scope, loose);
  if (value instanceof ExactNumber) return scalar(value, `#${value.key}`, state, scope, loose);
  if (typeof value === 'object' && value !== null) {
    return canonicalObject(value as Record<string, unknown>, state, scope, loose);
  }
  return scalar(value, JSON.stringify(spelled(value, scope.rules)), state, scope, loose);
}

function scalar(
  value: unknown,
  plain: string,
  state: RuleState,
  { rules }: CanonicalScope,
  loose: boolean,
): string {
  if (isNothing(value, rules)) return '-';
  if (!loose) return value === 0 ? '0' : plain;
  const { number: tolerance, time, values } = state.here;
  if (tolerance ?? time ?? values) return '~';
  const number = rules.numberString ? numberOf(value, rules) : undefined;
  return number === undefined ? plain : `#${decimalKey(number)}`;
}

function canonicalList(
  list: readonly unknown[],
  state: RuleState,
  scope: CanonicalScope,
  loose: boolean,
): string {
  if (list.length === 0 && scope.rules.emptyAbsent) return '-';
  const members = list.map((item, at) => {
    const next = state.item(at);
    if (!isIgnored(next)) return canonical(item, next, scope, loose);
    scope.passedOver();
    return '~';
  });
  if (listRuleAt(state).pair === 'unordered') members.sort();
  return `[${members.join(',')}]`;
}

function canonicalObject(
  object: Record<string, unknown>,
  state: RuleState,
  scope: CanonicalScope,
  loose: boolean,
): string {
  const duplicates = scope.duplicates(object);
  const members: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const next = stateBelow(state, key, scope);
    const held = object[key];
    const ignored = isIgnored(next);
    if (ignored) scope.passedOver();
    if (ignored || isNothing(held, scope.rules) || scope.emptied.has(held)) continue;
    const all = duplicates?.get(key) ?? [held];
    members.push(`${JSON.stringify(key)}:${all.map((one) => canonical(one, next, scope, loose)).join('|')}`);
  }
  return members.length === 0 && scope.rules.emptyAbsent ? '-' : `{${members.join(',')}}`;
}

/** The state of an object's member. */
export function stateBelow(
  state: RuleState,
  key: string,
  { textKey }: Pick<CanonicalScope, 'textKey'>,
): RuleState {
  return key === textKey ? state : state.member(key);
}

const ordered: ListRule = { pair: 'ordered' };

/** How the list at a place is paired. */
export function listRuleAt(state: RuleState): ListRule {
  return state.here.list?.list ?? ordered;
}

/** True where an `ignore` rule is placed. */
export function isIgnored(state: RuleState): boolean {
  return state.here.ignore !== undefined;
}

import type { CompiledRules, ListRule, RuleState } from '../rules/compile-rules.js';
import { decimalKey } from '../scalars/decimal.js';
import { ExactNumber } from '../scalars/exact-number.js';
import { memberKey } from './member-key.js';
import type { Passing } from './passed-over.js';
import { isNothing, numberOf, spelled } from '../scalars/scalars.js';

/** What canonical texts are written for. */
export interface CanonicalScope {
  readonly rules: CompiledRules;
  readonly duplicates: (object: object) => ReadonlyMap<string, readonly unknown[]> | undefined;
  readonly emptied: ReadonlySet<unknown>;
  readonly step: () => void;
  /** The member that holds the text of an XML element; its place is the element's own. */
  readonly textKey: string | undefined;
  /** Told of what was passed over that may differ. */
  readonly passedOver: (what: Passing) => void;
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
  const said = spelled(value, scope.rules);
  if (said !== value) scope.passedOver('equate');
  return scalar(value, JSON.stringify(said), state, scope, loose);
}

function scalar(
  value: unknown,
  plain: string,
  state: RuleState,
  { rules, passedOver }: CanonicalScope,
  loose: boolean,
): string {
  if (isNothing(value, rules)) {
    passedOver('equate');
    return '-';
  }
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
  if (list.length === 0 && scope.rules.emptyAbsent) {
    scope.passedOver('equate');
    return '-';
  }
  const rule = listRuleAt(state);
  // Members that may stand anywhere under rules that may not: in place they are the same, else who knows.
  const fixed = rule.pair !== 'ordered' && state.tellsPositions;
  if (fixed && loose) return '[~]';
  const free: string[] = [];
  const keyed: { readonly key: string; readonly text: string }[] = [];
  const members = list.flatMap((item, at): string[] => {
    const next = state.item(at);
    if (isIgnored(next)) {
      scope.passedOver('ignore');
      return [];
    }
    const text = canonical(item, next, scope, loose);
    const key = rule.pair === 'by' ? memberKey(item, rule.names, scope) : undefined;
    if (fixed || rule.pair === 'ordered') return [text];
    if (key === undefined) free.push(text);
    else keyed.push({ key: JSON.stringify(key), text });
    return [];
  });
  // The first of one key pairs with the first: those keep their order, which sorting does not change.
  if (rule.pair === 'by' && rule.mayMove) keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  for (const { text } of keyed) members.push(text);
  if (loose && scope.rules.emptyAbsent && members.length + free.length === 0) return '-';
  return `[${members.join(',')}${free.length > 0 ? `;${free.sort().join(',')}` : ''}${fixed ? '=' : ''}]`;
}

function canonicalObject(
  object: Record<string, unknown>,
  state: RuleState,
  scope: CanonicalScope,
  loose: boolean,
): string {
  const repeats = (one: object): boolean => scope.duplicates(one) !== undefined;
  // What only looks empty, since all in it is ignored, is not nothing.
  if (scope.rules.emptyAbsent && isNothing(object, scope.rules, repeats)) {
    scope.passedOver('equate');
    return '-';
  }
  const duplicates = scope.duplicates(object);
  const members: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const next = stateBelow(state, key, scope);
    const held = object[key];
    if (isIgnored(next) || isSilentList(held, next, scope)) {
      scope.passedOver('ignore');
      continue;
    }
    const all = duplicates?.get(key) ?? [held];
    if (all.length === 1 && (isNothing(held, scope.rules, repeats) || scope.emptied.has(held))) {
      scope.passedOver('equate');
      continue;
    }
    members.push(`${JSON.stringify(key)}:${all.map((one) => canonical(one, next, scope, loose)).join('|')}`);
  }
  return loose && scope.rules.emptyAbsent && members.length === 0 ? '-' : `{${members.join(',')}}`;
}

/** In XML a list of no elements is nothing at all, and one of ignored elements looks like it. */
export function isSilentList(
  value: unknown,
  state: RuleState,
  { textKey }: Pick<CanonicalScope, 'textKey'>,
): boolean {
  return textKey !== undefined && Array.isArray(value) && value.every((_, at) => isIgnored(state.item(at)));
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

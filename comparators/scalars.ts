import type { CompiledRules, Mark, RuleState } from './compile-rules.js';
import {
  type Decimal,
  decimalKey,
  isNumberText,
  isWithin,
  magnitude,
  multiply,
  parseDecimal,
} from './decimal.js';
import { ExactNumber, decimalOf } from './exact-number.js';
import { timeOf } from './times.js';

/** The JSON type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof ExactNumber) return 'number';
  return typeof value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

/** The most specific rule of a kind that is placed here. */
export function governing<K extends Mark['kind']>(
  state: RuleState,
  kind: K,
): Extract<Mark, { kind: K }> | undefined {
  if (state.marks.length === 0) return undefined;
  return state.marks.findLast((mark): mark is Extract<Mark, { kind: K }> => mark.kind === kind);
}

/** True for an object that says one of its keys twice. */
export type Repeats = (object: object) => boolean;

/**
 * True for what an `equate` makes equal to absent; an object of nothing but nothing is one too, unless
 * it says a key twice: whoever reads the first of the two may see something.
 */
export function isNothing(value: unknown, rules: CompiledRules, repeats?: Repeats): boolean {
  if (value === null) return rules.nullAbsent;
  if (!rules.emptyAbsent) return false;
  if (value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  if (!isObject(value) || repeats?.(value) === true) return false;
  return Object.values(value).every((held) => isNothing(held, rules, repeats));
}

/** True when two values that are not both objects or both lists are equal under the rules of their place. */
export function sameScalar(
  legacy: unknown,
  candidate: unknown,
  state: RuleState,
  rules: CompiledRules,
  repeats?: Repeats,
): boolean {
  if (legacy === candidate) return true;
  if (legacy instanceof ExactNumber && candidate instanceof ExactNumber && legacy.key === candidate.key)
    return true;
  if (isNothing(legacy, rules, repeats) && isNothing(candidate, rules, repeats)) return true;
  const values = governing(state, 'values')?.values;
  const mapped = values === undefined ? undefined : mappedValue(legacy, values);
  if (mapped !== undefined) return mapped === candidate;
  const time = governing(state, 'time');
  if (time !== undefined) {
    const [left, right] = [timeOf(legacy), timeOf(candidate)];
    if (left !== undefined && right !== undefined) return isWithin(left, right, time.within);
  }
  return sameNumber(legacy, candidate, state, rules);
}

function mappedValue(legacy: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (typeof legacy === 'object' && legacy !== null) return undefined;
  return values.get(String(legacy));
}

function sameNumber(legacy: unknown, candidate: unknown, state: RuleState, rules: CompiledRules): boolean {
  const rule = governing(state, 'number');
  if (rule === undefined && !rules.numberString) return false;
  // Two strings stay strings: an equate is about a string against a number, unless a tolerance is asked for.
  if (rule === undefined && typeof legacy === typeof candidate) return false;
  const left = numberOf(legacy, rules);
  const right = numberOf(candidate, rules);
  if (left === undefined || right === undefined) return false;
  if (rule === undefined) return decimalKey(left) === decimalKey(right);
  const tolerance = 'absolute' in rule ? rule.absolute : multiply(rule.relative, magnitude(left));
  return isWithin(left, right, tolerance);
}

/** The decimal of a number, or of a string that an equate lets stand for one. */
export function numberOf(value: unknown, rules: CompiledRules): Decimal | undefined {
  if (typeof value === 'number' || value instanceof ExactNumber) return decimalOf(value);
  if (typeof value === 'string' && rules.numberString && isNumberText(value)) return parseDecimal(value);
  return undefined;
}

/** True when a rule lets two JSON types stand for each other here, so that only the value differs. */
export function areComparable(
  legacy: unknown,
  candidate: unknown,
  state: RuleState,
  rules: CompiledRules,
): boolean {
  const values = governing(state, 'values')?.values;
  const mapped = values === undefined ? undefined : mappedValue(legacy, values);
  if (mapped !== undefined) return typeName(mapped) === typeName(candidate);
  const timed = governing(state, 'time') !== undefined;
  if (timed && timeOf(legacy) !== undefined && timeOf(candidate) !== undefined) return true;
  return numberOf(legacy, rules) !== undefined && numberOf(candidate, rules) !== undefined;
}

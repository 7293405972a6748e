import type { CompiledRules, RuleState, RulesHere } from '../rules/compile-rules.js';
import {
  type Decimal,
  decimalKey,
  isNumberText,
  isWithin,
  magnitude,
  multiply,
  parseDecimal,
} from './decimal.js';
import { LimitReached } from '../limits.js';
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

/** What makes two values equal: that they are the same value, or the rule under `compare:` that lets them differ. */
export type EqualBy = 'value' | 'values' | 'equate' | 'times' | 'numbers';

/** True when two values that are not both objects or both lists are equal under the rules of their place. */
export function sameScalar(
  legacy: unknown,
  candidate: unknown,
  state: Pick<RuleState, 'here'>,
  rules: CompiledRules,
  repeats?: Repeats,
): boolean {
  return equalBy(legacy, candidate, state, rules, repeats) !== undefined;
}

/** The same, told by what makes them equal; undefined for what is not. */
export function equalBy(
  legacy: unknown,
  candidate: unknown,
  state: Pick<RuleState, 'here'>,
  rules: CompiledRules,
  repeats?: Repeats,
): EqualBy | undefined {
  if (legacy === candidate) return 'value';
  if (legacy instanceof ExactNumber && candidate instanceof ExactNumber && legacy.key === candidate.key)
    return 'value';
  if (isNothing(legacy, rules, repeats) && isNothing(candidate, rules, repeats)) return 'equate';
  if (rules.unicodeForms && spelled(legacy, rules) === spelled(candidate, rules)) return 'equate';
  const rule = decidingRule(legacy, candidate, state, rules);
  switch (rule?.kind) {
    case 'values':
      return isMapped(mappedValue(legacy, rule.values, rules), candidate, rules) ? 'values' : undefined;
    case 'time':
      return bothWithin(timeOf(legacy), timeOf(candidate), () => rule.within) ? 'times' : undefined;
    case 'number':
      if (!areNumbersWithin(legacy, candidate, rule, rules)) return undefined;
      // That a text is near a number takes number-string as well, and the text is what a client sees.
      return typeName(legacy) === typeName(candidate) ? 'numbers' : 'equate';
    case undefined:
      return rules.numberString && sameNumber(legacy, candidate, rules) ? 'equate' : undefined;
  }
}

function areNumbersWithin(
  legacy: unknown,
  candidate: unknown,
  rule: NonNullable<RulesHere['number']>,
  rules: CompiledRules,
): boolean {
  return (
    clearlyWithin(legacy, candidate, rule) ??
    bothWithin(numberOf(legacy, rules), numberOf(candidate, rules), (left) =>
      'absolute' in rule ? rule.absolute : multiply(rule.relative, magnitude(left)),
    )
  );
}

/**
 * A text in the spelling in which it is compared; anything else as it is. More marks on one letter than
 * any language has stay as they are (UAX #15 §13): to sort them takes time that grows with their square.
 */
export function spelled(value: unknown, { unicodeForms }: Pick<CompiledRules, 'unicodeForms'>): unknown {
  if (!unicodeForms || typeof value !== 'string' || manyMarks.test(value)) return value;
  return value.normalize('NFC');
}

const manyMarks = /\p{M}{31}/u;

/**
 * The rule that decides whether two scalars that are not the same are equal here: a value map that knows
 * legacy's value, else a time rule if both are times, else a tolerance if both are numbers.
 */
export function decidingRule(
  legacy: unknown,
  candidate: unknown,
  { here: { values, time, number } }: Pick<RuleState, 'here'>,
  rules: CompiledRules,
): RulesHere['values'] | RulesHere['time'] | RulesHere['number'] {
  if (values && mappedValue(legacy, values.values, rules) !== undefined) return values;
  if (time && timeOf(legacy) !== undefined && timeOf(candidate) !== undefined) return time;
  if (number && isNumber(legacy, rules) && isNumber(candidate, rules)) return number;
  return undefined;
}

function mappedValue(legacy: unknown, values: ReadonlyMap<string, unknown>, rules: CompiledRules): unknown {
  if (legacy instanceof ExactNumber) return values.get(legacy.text);
  if (typeof legacy === 'object' && legacy !== null) return undefined;
  return values.get(String(spelled(legacy, rules)));
}

function isMapped(mapped: unknown, candidate: unknown, rules: CompiledRules): boolean {
  const same = spelled(mapped, rules) === spelled(candidate, rules);
  return same || (rules.allText && String(mapped) === candidate);
}

function bothWithin(
  left: Decimal | undefined,
  right: Decimal | undefined,
  tolerance: (left: Decimal) => Decimal,
): boolean {
  if (left === undefined || right === undefined) return false;
  const digits = Math.max(left.digits.length, right.digits.length);
  if (digits > mostDigits) {
    throw new LimitReached('too-big', `a tolerance on a number of ${digits} digits`);
  }
  return isWithin(left, right, tolerance(left));
}

/** Digits of a number that a tolerance is reckoned with; without one any number of them compares in no time. */
const mostDigits = 500_000;

/** How far doubles may be off, as a share of the larger: ten million times what they are at most. */
const margin = 1e-9;

/** What doubles say for sure of two plain numbers; undefined at the edge of a tolerance, where only decimals tell. */
function clearlyWithin(
  legacy: unknown,
  candidate: unknown,
  rule: NonNullable<RulesHere['number']>,
): boolean | undefined {
  if (typeof legacy !== 'number' || typeof candidate !== 'number') return undefined;
  const tolerance = 'absolute' in rule ? rule.about : rule.about * Math.abs(legacy);
  const distance = Math.abs(legacy - candidate);
  const doubt = margin * (Math.abs(legacy) + Math.abs(candidate) + tolerance);
  if (distance > tolerance + doubt) return false;
  return distance < tolerance - doubt ? true : undefined;
}

/** A string against a number; two strings stay strings, unless a tolerance is asked for. */
function sameNumber(legacy: unknown, candidate: unknown, rules: CompiledRules): boolean {
  if (typeof legacy === typeof candidate) return false;
  const left = numberOf(legacy, rules);
  const right = numberOf(candidate, rules);
  return left !== undefined && right !== undefined && decimalKey(left) === decimalKey(right);
}

function isNumber(value: unknown, rules: CompiledRules): boolean {
  return typeof value === 'number' || value instanceof ExactNumber || readsAsNumber(value, rules);
}

function readsAsNumber(value: unknown, rules: CompiledRules): value is string {
  return typeof value === 'string' && (rules.numberString || rules.allText) && isNumberText(value);
}

/** The decimal of a number, or of a string that an equate, or a format of nothing but texts, lets stand for one. */
export function numberOf(value: unknown, rules: CompiledRules): Decimal | undefined {
  if (typeof value === 'number' || value instanceof ExactNumber) return decimalOf(value);
  return readsAsNumber(value, rules) ? parseDecimal(value) : undefined;
}

/** True when a rule lets two JSON types stand for each other here, so that only the value differs. */
export function areComparable(
  legacy: unknown,
  candidate: unknown,
  state: RuleState,
  rules: CompiledRules,
): boolean {
  const rule = decidingRule(legacy, candidate, state, rules);
  if (rule?.kind === 'values')
    return typeName(mappedValue(legacy, rule.values, rules)) === typeName(candidate);
  return (
    rule !== undefined || (numberOf(legacy, rules) !== undefined && numberOf(candidate, rules) !== undefined)
  );
}

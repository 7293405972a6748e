import { isIgnored } from './canonical.js';
import type { CompiledRules, RuleState } from './compile-rules.js';
import type { Decimal } from './decimal.js';
import { governing, isObject, numberOf } from './scalars.js';
import { timeOf } from './times.js';

/**
 * Where a list member stands among others that are the same but for one tolerance: the number, or the
 * time in seconds, that it is placed on. Undefined where there is none, or more than one.
 */
export function sizeOf(value: unknown, state: RuleState, rules: CompiledRules): number | undefined {
  const sizes: (number | undefined)[] = [];
  collect(value, state, rules, sizes);
  return sizes.length === 1 ? sizes[0] : undefined;
}

function collect(
  value: unknown,
  state: RuleState,
  rules: CompiledRules,
  sizes: (number | undefined)[],
): void {
  if (sizes.length > 1 || state.plain || isIgnored(state)) return;
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) collect(item, state.item(at), rules, sizes);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) collect(value[key], state.member(key), rules, sizes);
  } else if (governing(state, 'values') !== undefined) {
    sizes.push(undefined);
  } else if (governing(state, 'time') !== undefined) {
    sizes.push(numeric(timeOf(value)));
  } else if (governing(state, 'number') !== undefined) {
    sizes.push(typeof value === 'number' ? value : numeric(numberOf(value, rules)));
  }
}

/** The nearest double; Infinity for what is beyond. */
function numeric(decimal: Decimal | undefined): number | undefined {
  if (decimal === undefined) return undefined;
  return Number(`${decimal.negative ? '-' : ''}0.${decimal.digits}e${decimal.top}`);
}

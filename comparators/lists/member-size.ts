import { type CanonicalScope, isIgnored, stateBelow } from './canonical.js';
import type { RuleState } from '../rules/compile-rules.js';
import type { Decimal } from '../scalars/decimal.js';
import { isObject, numberOf } from '../scalars/scalars.js';
import { timeOf } from '../scalars/times.js';

/**
 * Where a list member stands among others that are the same but for one tolerance: the number, or the
 * time in seconds, that it is placed on. Undefined where there is none, or more than one.
 */
export function sizeOf(value: unknown, state: RuleState, scope: Scope): number | undefined {
  const sizes: (number | undefined)[] = [];
  collect(value, state, scope, sizes);
  return sizes.length === 1 ? sizes[0] : undefined;
}

type Scope = Pick<CanonicalScope, 'rules' | 'textKey'>;

function collect(value: unknown, state: RuleState, scope: Scope, sizes: (number | undefined)[]): void {
  if (sizes.length > 1 || state.plain || isIgnored(state)) return;
  const { here } = state;
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) collect(item, state.item(at), scope, sizes);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) collect(value[key], stateBelow(state, key, scope), scope, sizes);
  } else if (here.values !== undefined) {
    sizes.push(undefined);
  } else if (here.time !== undefined) {
    sizes.push(numeric(timeOf(value)));
  } else if (here.number !== undefined) {
    sizes.push(typeof value === 'number' ? value : numeric(numberOf(value, scope.rules)));
  }
}

/** The nearest double; Infinity for what is beyond. */
function numeric(decimal: Decimal | undefined): number | undefined {
  if (decimal === undefined) return undefined;
  return Number(`${decimal.negative ? '-' : ''}0.${decimal.digits}e${decimal.top}`);
}

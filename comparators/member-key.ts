import type { CanonicalScope } from './canonical.js';
import { decimalKey } from './decimal.js';
import { ExactNumber } from './exact-number.js';
import { isObject, numberOf, spelled } from './scalars.js';

/**
 * The key values of a list member as one text; undefined where one is missing or no scalar. Where an
 * equate lets strings stand for numbers, `"1"` and `1` are one key.
 */
export function memberKey(
  value: unknown,
  names: readonly string[],
  { rules, textKey }: Pick<CanonicalScope, 'rules' | 'textKey'>,
): string | undefined {
  if (!isObject(value)) return undefined;
  const parts: unknown[] = [];
  for (const name of names) {
    const held = own(value, name);
    const part = textKey !== undefined && isObject(held) ? own(held, textKey) : held;
    if (part === undefined || part === null) return undefined;
    const number = rules.numberString ? numberOf(part, rules) : undefined;
    if (number !== undefined) parts.push({ number: decimalKey(number) });
    else if (part instanceof ExactNumber) parts.push({ number: part.key });
    else if (typeof part === 'object') return undefined;
    else parts.push(spelled(part, rules));
  }
  return JSON.stringify(parts);
}

/** A member of an object's own, whatever the object inherits. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

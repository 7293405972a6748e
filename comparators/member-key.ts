import type { CompiledRules } from './compile-rules.js';
import { decimalKey } from './decimal.js';
import { ExactNumber } from './exact-number.js';
import { isObject, numberOf } from './scalars.js';

/**
 * The key values of a list member as one text; undefined where one is missing or no scalar. Where an
 * equate lets strings stand for numbers, `"1"` and `1` are one key.
 */
export function memberKey(
  value: unknown,
  names: readonly string[],
  rules: CompiledRules,
): string | undefined {
  if (!isObject(value)) return undefined;
  const parts: unknown[] = [];
  for (const name of names) {
    const part = Object.hasOwn(value, name) ? value[name] : undefined;
    if (part === undefined || part === null) return undefined;
    const number = rules.numberString ? numberOf(part, rules) : undefined;
    if (number !== undefined) parts.push({ number: decimalKey(number) });
    else if (part instanceof ExactNumber) parts.push({ number: part.key });
    else if (typeof part === 'object') return undefined;
    else parts.push(part);
  }
  return JSON.stringify(parts);
}

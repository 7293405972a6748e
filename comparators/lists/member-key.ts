import type { CanonicalScope } from './canonical.js';
import { decimalKey } from '../scalars/decimal.js';
import { ExactNumber } from '../scalars/exact-number.js';
import { isObject, numberOf, spelled } from '../scalars/scalars.js';

/** What two members share that belong together. */
export type MemberKey = string | number;

/**
 * The key values of a list member as one; undefined where one is missing or no scalar. Where an equate
 * lets strings stand for numbers, `"1"` and `1` are one key.
 */
export function memberKey(
  value: unknown,
  names: readonly string[],
  scope: Pick<CanonicalScope, 'rules' | 'textKey'>,
): MemberKey | undefined {
  if (!isObject(value)) return undefined;
  const { numberString } = scope.rules;
  const lone = names.length === 1 && !numberString ? keyPart(value, names[0] ?? '', scope) : undefined;
  // A lone scalar is its own key, but for a text that may look like one of those below.
  if (typeof lone === 'number' || (typeof lone === 'string' && !lone.startsWith('['))) return lone;
  const parts: unknown[] = [];
  for (const name of names) {
    const part = keyPart(value, name, scope);
    if (part === undefined || part === null) return undefined;
    const number = numberString ? numberOf(part, scope.rules) : undefined;
    if (number !== undefined) parts.push({ number: decimalKey(number) });
    else if (part instanceof ExactNumber) parts.push({ number: part.key });
    else if (typeof part === 'object') return undefined;
    else parts.push(part);
  }
  return JSON.stringify(parts);
}

function keyPart(
  object: Record<string, unknown>,
  name: string,
  { textKey, rules }: Pick<CanonicalScope, 'rules' | 'textKey'>,
): unknown {
  const held = own(object, name);
  return spelled(textKey !== undefined && isObject(held) ? own(held, textKey) : held, rules);
}

/** A member of an object's own, whatever the object inherits. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

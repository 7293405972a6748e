import { type CanonicalScope, isIgnored, isSilentList, stateBelow } from './canonical.js';
import type { RuleState } from '../rules/compile-rules.js';
import { ExactNumber } from '../scalars/exact-number.js';
import { isNothing, spelled } from '../scalars/scalars.js';

/**
 * A number for a value under the rules: the same strict canonical text means the same number, so that
 * what shares its number with nothing needs no text. Another order of members or items makes no other one.
 */
export function fingerprint(value: unknown, state: RuleState, scope: CanonicalScope): number {
  scope.step();
  if (typeof value === 'string' && value !== '') return ofText(String(spelled(value, scope.rules)));
  if (typeof value === 'number') return ofNumber(value);
  if (Array.isArray(value)) return ofList(value, state, scope);
  if (value instanceof ExactNumber) return ofText(value.key);
  if (typeof value === 'object' && value !== null) {
    return ofObject(value as Record<string, unknown>, state, scope);
  }
  // What counts as absent is written alike, whatever it is.
  return isNothing(value, scope.rules) ? nothing : ofText(String(value));
}

const nothing = 0;

function ofList(list: readonly unknown[], state: RuleState, scope: CanonicalScope): number {
  if (list.length === 0 && scope.rules.emptyAbsent) return nothing;
  let sum = 1;
  for (let at = 0; at < list.length; at += 1) {
    const next = state.item(at);
    if (!isIgnored(next)) sum = (sum + mixed(fingerprint(list[at], next, scope))) | 0;
  }
  return mixed(sum);
}

function ofObject(object: Record<string, unknown>, state: RuleState, scope: CanonicalScope): number {
  const repeats = (one: object): boolean => scope.duplicates(one) !== undefined;
  const duplicates = scope.duplicates(object);
  let sum = nothing;
  for (const key in object) {
    const next = stateBelow(state, key, scope);
    const held = object[key];
    if (isIgnored(next) || isSilentList(held, next, scope)) continue;
    const twice = duplicates?.has(key) === true;
    if (!twice && (isNothing(held, scope.rules, repeats) || scope.emptied.has(held))) continue;
    // Duplicate keys are told by the text.
    const print = twice ? nothing : fingerprint(held, next, scope);
    sum = (sum + mixed(Math.imul(ofText(key), 31) + print)) | 0;
  }
  return sum;
}

/** Ends of a longer text are enough to tell most apart. */
const end = 16;

function ofText(text: string): number {
  const { length } = text;
  let hash = length;
  const first = Math.min(length, end);
  for (let at = 0; at < first; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  for (let at = Math.max(first, length - end); at < length; at += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

function ofNumber(value: number): number {
  const whole = value | 0;
  return mixed(whole ^ ((value - whole) * 0x40000000));
}

/** Spreads the bits, since sums of alike numbers are alike. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return once ^ (once >>> 13);
}

import { ExactNumber } from './scalars/exact-number.js';
import { setMember } from './reading/json-strict.js';
import { isObject } from './scalars/scalars.js';

/**
 * A value as differences and samples tell it: plain JSON, an ExactNumber as the text of its digits,
 * because a JSON number would be rounded by whoever reads it. Shares what needs no change.
 */
export function tellable(value: unknown): unknown {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) {
    const told = value.map(tellable);
    return told.some((item, at) => item !== value[at]) ? told : value;
  }
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const told = tellable(value[key]);
    if (told === value[key]) continue;
    if (copy === undefined) {
      copy = {};
      for (const other of Object.keys(value)) setMember(copy, other, value[other]);
    }
    setMember(copy, key, told);
  }
  return copy ?? value;
}

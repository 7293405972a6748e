import { stringify } from 'yaml';
import type { Difference } from '../../../comparators/difference.js';
import { isWithin, parseDecimal } from '../../../comparators/scalars/decimal.js';

/**
 * A rule under which a difference would be none, to be tried on kept pairs: a tolerance where both values are numbers,
 * else its place is ignored. Undefined for what no rule under `compare` silences at a place: a status or a format.
 */
export function whatIf({ pattern, kind, legacy, candidate }: Difference): string | undefined {
  if (!pattern.startsWith('$') || kind === 'status' || kind === 'format') return undefined;
  if (typeof legacy === 'number' && typeof candidate === 'number') {
    return stringify({ numbers: { [pattern]: { absolute: apartBy(legacy, candidate) } } });
  }
  return stringify({ ignore: [pattern] });
}

/**
 * How far two numbers are apart, to six digits, so that people can read it; rounded up where that would be no tolerance
 * of the two.
 */
function apartBy(legacy: number, candidate: number): number {
  const apart = Math.abs(legacy - candidate);
  const rounded = Number(apart.toPrecision(6));
  const decimals = [legacy, candidate, rounded].map((value) => parseDecimal(String(value)));
  const [left, right, tolerance] = decimals;
  if (left && right && tolerance && isWithin(left, right, tolerance)) return rounded;
  const digit = 10 ** (Math.floor(Math.log10(apart)) - 5);
  return Number((rounded + digit).toPrecision(6));
}

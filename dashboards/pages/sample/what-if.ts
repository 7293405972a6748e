import { stringify } from 'yaml';
import type { Difference } from '../../../comparators/difference.js';

/**
 * A rule under which a difference would be none, to be tried on kept pairs: a tolerance where both values are numbers,
 * else its place is ignored. Undefined for what no rule under `compare` silences at a place: a status or a format.
 */
export function whatIf({ pattern, kind, legacy, candidate }: Difference): string | undefined {
  if (!pattern.startsWith('$') || kind === 'status' || kind === 'format') return undefined;
  if (typeof legacy === 'number' && typeof candidate === 'number') {
    const apart = Number(Math.abs(legacy - candidate).toPrecision(6));
    return stringify({ numbers: { [pattern]: { absolute: apart } } });
  }
  return stringify({ ignore: [pattern] });
}

import type { Looked } from '../classes/look.js';
import type { Answer } from '../observation.js';
import { type CensusField, takeCensus } from './census.js';

/**
 * What a comparison of two answers shows of legacy's fields. Bodies without places (an image, a file) are
 * one field, `$`; two bodies that are empty have none.
 * @returns undefined where it shows nothing of fields: the statuses differ, the bodies were not compared
 *   place by place, or nearly everything differs
 */
export function censusOf(
  { comparison: { differences }, read, statuses }: Looked,
  legacy: Answer,
  candidate: Answer,
): readonly CensusField[] | undefined {
  if (statuses.legacy !== statuses.candidate && differences.some(({ kind }) => kind === 'status'))
    return undefined;
  if (read) return takeCensus(read, differences);
  if (!legacy.body || !candidate.body) return undefined;
  if (legacy.body.byteLength + candidate.body.byteLength === 0) return [];
  const whole = differences.find(({ path }) => path === '$');
  if (!whole) return [wholeBody(true)];
  return whole.kind === 'value' ? [wholeBody(false)] : undefined;
}

const wholeBody = (equal: boolean): CensusField => ({
  pattern: '$',
  ignored: false,
  equal,
  differs: !equal,
  absent: false,
});

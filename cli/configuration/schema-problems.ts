import type { z } from 'zod';
import { nearestKey } from './nearest-key.js';
import type { ConfigurationPath, PlacedMessage } from './placed-message.js';
import { valueAt } from './salvage.js';

type Issue = z.core.$ZodIssue;

/**
 * What a schema found wrong, told as people need it.
 * @param above where in banyan.yaml the document would stand, when it is only a part of one
 */
export function schemaProblems(
  issue: Issue,
  authored: unknown,
  above: ConfigurationPath = [],
): readonly PlacedMessage[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey([...above, ...path], key) }));
  }
  if (issue.code === 'invalid_type' && valueAt(authored, path) === undefined) {
    return [{ path, message: 'is required' }];
  }
  return [{ path, message: bestMessage(issue) }];
}

function unknownKey(path: ConfigurationPath, key: string): string {
  const { nearest, known } = nearestKey(path, key);
  const way =
    nearest === undefined ? `Known here: ${known.join(', ') || 'nothing'}.` : `Did you mean "${nearest}"?`;
  return `unknown key "${key}". ${way}`;
}

/** A choice of shapes that says itself what is expected; else what the deepest attempt said is nearest to what was meant. */
function bestMessage(issue: Issue): string {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue.message;
  const attempts = issue.errors.flat().toSorted((a, b) => b.path.length - a.path.length);
  const custom = attempts.find((attempt) => attempt.code === 'custom');
  return (custom ?? attempts[0])?.message ?? issue.message;
}

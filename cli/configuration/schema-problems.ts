import type { z } from 'zod';
import { misfit } from './misfit.js';
import type { ConfigurationPath, PlacedMessage } from './placed-message.js';
import { valueAt } from './salvage.js';
import { unknownKey } from './unknown-key.js';

type Issue = z.core.$ZodIssue;

/** What a schema makes of a document, or all that it finds wrong with it, told as people need it. */
export type SchemaRead<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly problems: readonly PlacedMessage[] };

/**
 * Reads a document by a schema.
 * @param above where in banyan.yaml the document would stand, when it is only a part of one
 */
export function readBySchema<T>(
  schema: z.ZodType<T>,
  authored: unknown,
  above: ConfigurationPath = [],
): SchemaRead<T> {
  // What the schema has no words for is said in banyan.yaml's, not in the library's.
  const read = schema.safeParse(authored, { error: () => wordless });
  if (read.success) return { kind: 'valid', value: read.data };
  return {
    kind: 'invalid',
    problems: read.error.issues.flatMap((issue) => problemsOf(issue, authored, above)),
  };
}

const wordless = '';

function problemsOf(issue: Issue, authored: unknown, above: ConfigurationPath): readonly PlacedMessage[] {
  const path = placeOf(issue);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: unknownKey([...above, ...path], key, above.length),
    }));
  }
  const given = valueAt(authored, path);
  if (issue.code === 'invalid_type' && given === undefined) return [{ path, message: 'is required' }];
  const meant = issue.message === wordless ? likeliestAttempt(issue) : undefined;
  if (meant !== undefined) return problemsOf(meant, authored, above);
  return [{ path, message: issue.message || misfit(issue, given, [...above, ...path]) }];
}

/** Of a choice of shapes the attempt that is nearest to what was meant: one in our own words, else the deepest. */
function likeliestAttempt(issue: Issue): Issue | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const attempts = issue.errors.flat().toSorted((a, b) => b.path.length - a.path.length);
  const chosen = attempts.find(({ code }) => code === 'custom') ?? attempts[0];
  return chosen && { ...chosen, path: [...issue.path, ...chosen.path] };
}

const placeOf = ({ path }: Issue): (string | number)[] => path.filter((step) => typeof step !== 'symbol');

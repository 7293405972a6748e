import type { CompareRules } from '../comparators/rules/rules-schema.js';
import { type Complaint, Problem } from './problem.js';

/** Reads rules as they stand under `compare:`, or tells everything that is wrong with them, as `banyan check` does. */
export type ReadRules = (
  yaml: string,
) =>
  | { readonly kind: 'valid'; readonly rules: CompareRules }
  | { readonly kind: 'invalid'; readonly problems: readonly Complaint[] };

/**
 * Rules that somebody sent, as a YAML text or as the object that it would be.
 * @throws Problem 422, with the place of everything that is wrong
 */
export function rulesFrom(given: string | Readonly<Record<string, unknown>>, read: ReadRules): CompareRules {
  const isText = typeof given === 'string';
  const found = read(isText ? given : JSON.stringify(given));
  if (found.kind === 'valid') return found.rules;
  // Lines of an object are nobody's.
  const problems = found.problems.map(({ line, column, where, message }) => ({
    ...(isText && { line, column }),
    where: where === '' ? 'rules' : `rules.${where}`,
    message,
  }));
  throw invalidRules(problems);
}

/** The refusal of rules that cannot be used. */
export const invalidRules = (problems: readonly Complaint[]): Problem =>
  new Problem('invalid', problems.map(complaintText).join('; '), { problems });

/** `3:5 rules.numbers.$.total: message` */
export const complaintText = ({ line, column, where, message }: Complaint): string =>
  `${line === undefined ? '' : `${line}:${column ?? 1} `}${where}: ${message}`;

import type { Facts } from './facts.js';
import { Content } from './facts.js';
import type { Known, Proposal } from './suggestion.js';

/** Entities that must have been compared there, and must have settled; and the share of all that must be volatile. */
const fewest = 20;
const nearlyAll = 0.99;

/**
 * To ignore a place: only where nearly all entities that were ever compared there are volatile, and nothing settled
 * as semantic or missing (design: evidence §2). Only of single values: below others may stand what agrees today.
 */
export function ignoreRules(facts: Facts, known: Known): readonly Proposal[] {
  const isOfScalars = facts.held.every(
    ({ legacy, candidate }) => !isContent(legacy) && !isContent(candidate),
  );
  if (!['value', 'type'].includes(facts.kind) || !isOfScalars || facts.pattern === '$') return [];
  if (!isVolatile(known)) return [];
  return [
    {
      section: 'ignore',
      rules: { ignore: [facts.pattern] },
      isMeantFor: ({ pattern, kind }) => pattern === facts.pattern && (kind === 'value' || kind === 'type'),
    },
  ];
}

/** Of those that differ there not all are settled: they stand for the others, which differ alike. */
export function isVolatile({
  entities: { compared, differing, settled, volatile },
  classes,
}: Known): boolean {
  if (compared < fewest || settled < fewest || classes.semantic + classes.missing > 0) return false;
  return (differing / compared) * (volatile / settled) >= nearlyAll;
}

const isContent = (value: unknown): boolean => value instanceof Content && !value.isText;

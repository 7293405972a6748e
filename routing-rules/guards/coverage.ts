import { formatShare } from '../units.js';
import { count, counted, finding } from './finding.js';
import type { Guard, GuardEvidence, GuardSettings } from './guard.js';
import { drawsProveFew } from './mismatch.js';

/** How the fields of legacy's answers stand; each is in one of these. */
export interface FieldsCovered {
  /** Compared, and equal at least once. */
  readonly equal: number;
  /** Ignored by rules wherever they were seen. */
  readonly ignored: number;
  /** Patterns that were compared and never equal, most often seen first. */
  readonly neverEqual: readonly string[];
  /** Patterns that were compared and never there on the candidate, most often seen first. */
  readonly neverPresent: readonly string[];
}

/** Patterns that a sentence names, and characters of each; of more it tells how many. */
const mostNamed = 3;
const mostCharacters = 80;

/** A larger share of comparisons whose class was never known proves nothing (design: evidence §3). */
const mostUnsettled = 0.01;

/**
 * Passes when enough entities were compared, few enough requests went uncompared or unsettled, and every field of
 * legacy's that no rule ignores was equal at least once. What is not known holds (design: evidence §1, §3, §4).
 */
export const coverage: Guard = (evidence, settings) => {
  const { entities, compared, dropped, unsettled, fields } = evidence;
  const share = compared + dropped === 0 ? 0 : dropped / (compared + dropped);
  const unknown = compared === 0 ? 0 : unsettled / compared;
  const seen = `${counted(entities.compared, 'entity', 'entities')}, ${formatShare(share)} of requests uncompared`;
  const few = leastEntities(evidence, settings) - entities.compared;
  const missing = [
    ...(few > 0 ? [`${counted(few, 'more entity', 'more entities')} needed`] : []),
    ...(share > settings.dropped
      ? [`at most ${formatShare(settings.dropped)} may be uncompared${because(evidence.mostly?.dropped)}`]
      : []),
    ...(unknown > mostUnsettled
      ? [
          `${formatShare(unknown)} of comparisons are unsettled, at most ${formatShare(mostUnsettled)} may be${because(evidence.mostly?.unsettled)}`,
        ]
      : []),
    ...missingFields(fields),
  ];
  const told = fields === null ? seen : `${seen}, ${fieldsTold(fields)}`;
  if (missing.length === 0) return [finding('coverage', 'pass', told)];
  const left = few > 0 && missing.length === 1 ? ({ count: few, of: 'entities' } as const) : null;
  return [finding('coverage', 'hold', `${told}: ${missing.join('; ')}`, { left })];
};

/** `; the main reason is over-budget`, by the name that status, page and metrics count it by. */
const because = (reason: string | null | undefined): string =>
  reason ? `; the main reason is ${reason}` : '';

/** Nobody is asked for entities that do not exist: of a route that has few all are enough. */
const leastEntities = (evidence: GuardEvidence, settings: GuardSettings): number =>
  drawsProveFew(evidence, settings) ? Math.min(settings.keys, evidence.met) : settings.keys;

function missingFields(fields: FieldsCovered | null): readonly string[] {
  if (fields === null)
    return ['which fields legacy has is not known yet; one comparison of two bodies that can be read tells'];
  const { neverEqual, neverPresent } = fields;
  return [
    ...(neverPresent.length > 0
      ? [`never on the candidate: ${named(neverPresent)}; project them, or ignore them by a rule`]
      : []),
    ...(neverEqual.length > 0
      ? [`never equal: ${named(neverEqual)}; mend the projection, or agree on the difference by a rule`]
      : []),
  ];
}

/** `41 of 43 fields equal at least once (2 ignored by rules)`. */
function fieldsTold({ equal, ignored, neverEqual, neverPresent }: FieldsCovered): string {
  const all = equal + ignored + neverEqual.length + neverPresent.length;
  if (all === 0) return 'no fields: legacy’s bodies are empty';
  const told = `${count(equal)} of ${count(all)} ${all === 1 ? 'field' : 'fields'} equal at least once`;
  return ignored === 0 ? told : `${told} (${count(ignored)} ignored by rules)`;
}

function named(patterns: readonly string[]): string {
  const more = patterns.length - mostNamed;
  const first = patterns.slice(0, mostNamed).map(clipped).join(', ');
  return more > 0 ? `${first} and ${count(more)} more` : first;
}

const clipped = (pattern: string): string =>
  pattern.length <= mostCharacters ? pattern : `${pattern.slice(0, mostCharacters)}…`;

import { FAULTS, type FaultDescription, type FaultName } from '../faults.js';
import { type FieldRow, type Scorecard, skippedOf } from './scorecard.js';

/** One thing a headless run expects of itself, and what it saw. */
export interface Finding {
  readonly holds: boolean;
  readonly says: string;
}

const ENOUGH = 30;
const TIMES_FASTER = 3;

function milliseconds(seconds: number | null): string {
  return seconds === null ? 'unknown' : `${(seconds * 1_000).toFixed(1)} ms`;
}

/** Judges a run after its traffic has stopped: the findings in the order in which they are told. */
export function judge(
  card: Scorecard,
  fields: readonly FieldRow[],
  faults: readonly FaultName[],
): readonly Finding[] {
  const skipped = skippedOf(card);
  const findings: Finding[] = [
    {
      holds: card.compared > ENOUGH,
      says: `${card.compared} requests compared (more than ${ENOUGH} wanted)`,
    },
    {
      holds: card.requests === card.compared + skipped,
      says: `${card.requests} requests = ${card.compared} compared + ${skipped} skipped`,
    },
  ];
  const legacy = card.latency.legacy.p50;
  const candidate = card.latency.candidate.p50;
  // A slow candidate is what that fault is for; the promise is made for a healthy one.
  if (!faults.includes('slow-candidate'))
    findings.push({
      holds: legacy !== null && candidate !== null && legacy > TIMES_FASTER * candidate,
      says: `p50 ${milliseconds(legacy)} legacy, ${milliseconds(candidate)} candidate (over ${TIMES_FASTER} times wanted)`,
    });
  for (const name of faults) {
    const { patterns, counted }: FaultDescription = FAULTS[name];
    if (counted) {
      const count = card.mismatched[counted] ?? 0;
      findings.push({ holds: count > 0, says: `${name}: ${count} counted ${counted}` });
    }
    if (patterns.length === 0) continue;
    const seen = fields.filter(({ pattern }) => patterns.some((known) => known.test(pattern)));
    findings.push({
      holds: seen.length > 0,
      says: `${name}: ${seen.map(({ pattern, mismatched }) => `${pattern} ${mismatched} times`).join(', ') || 'not seen'}`,
    });
  }
  return findings;
}

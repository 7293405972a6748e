import { type FaultClass, FAULTS, type FaultDescription, type FaultName } from '../faults.js';
import { type FieldRow, type Scorecard, skippedOf } from './scorecard.js';

/** One thing a headless run expects of itself, and what it saw. */
export interface Finding {
  readonly holds: boolean;
  readonly says: string;
}

const ENOUGH = 30;
const TIMES_FASTER = 3;

/** What each class says, for who reads it for the first time. */
const MEANINGS: Readonly<Record<FaultClass, string>> = {
  failed: 'the candidate gave no answer that could be compared',
  semantic: 'the candidate means something else',
  missing: 'something never reached the candidate',
  stale: 'one side was behind and caught up',
  volatile: 'legacy differs from itself at every read',
};

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
  return [...findings, ...faults.map((name) => judgeFault(name, fields))];
}

/** Whether the class of a fault is counted where it should be; a fault that is in no class is only told. */
function judgeFault(name: FaultName, fields: readonly FieldRow[]): Finding {
  const { counted, shows }: FaultDescription = FAULTS[name];
  if (!counted) return { holds: true, says: `${name}: in no class. Look for ${shows}` };
  const meaning = `${counted.class} (${MEANINGS[counted.class]})`;
  const rows = rowsOf(name, fields);
  const seen = rows.flatMap(({ pattern, classes }) => {
    const count = classes[counted.class] ?? 0;
    return count === 0 ? [] : `${pattern} ${count} times`;
  });
  if (seen.length > 0) return { holds: true, says: `${name}: ${meaning} at ${seen.join(', ')}` };
  const instead = rows.flatMap(({ pattern, classes }) =>
    Object.entries(classes).flatMap(([known, count]) =>
      count === 0 ? [] : `${known} ${count} at ${pattern}`,
    ),
  );
  const told = instead.length === 0 ? '' : `, but as ${instead.join(', ')}`;
  return { holds: false, says: `${name}: not seen as ${meaning}${told}` };
}

/** The fields that a fault shows at. */
export function rowsOf(name: FaultName, fields: readonly FieldRow[]): readonly FieldRow[] {
  const { counted }: FaultDescription = FAULTS[name];
  return fields.filter(({ pattern }) => counted?.at.some((known) => known.test(pattern)));
}

import { type Settings, settlingSteps } from '../world/settings.js';
import { type Moment, coinOf } from './fault.js';

/** Two versions of a side within this many milliseconds are not compared (design: evidence §1). */
const MIXED_FOR = 60_000;

/** When the second version of the candidate is rolled out: half-way, for 4 × freshness. */
function rollOut({ duration, freshness }: Settings): readonly [from: number, to: number] {
  return [duration / 2, duration / 2 + 4 * freshness];
}

const isPlanned = ({ faults }: Settings): boolean => (faults['rolling-deploy'] ?? 0) > 0;

/** Which version of the candidate answers this read. While it is rolled out, each by turns. */
export function versionAt(moment: Moment): 'v1' | 'v2' {
  const [from, to] = rollOut(moment.settings);
  if (!isPlanned(moment.settings) || moment.at < from) return 'v1';
  return moment.at >= to || coinOf(moment, 'version') < 0.5 ? 'v2' : 'v1';
}

/** Why a pair of this instant has no class by the design, if two versions may have answered it or its re-reads. */
export function whyVersionMixed(settings: Settings, at: number): string | undefined {
  const [from, to] = rollOut(settings);
  const isMixed = at >= from - settlingSteps.last * settings.freshness && at < to + MIXED_FOR;
  return isPlanned(settings) && isMixed
    ? 'two versions answered within 60 s: skipped, not compared'
    : undefined;
}

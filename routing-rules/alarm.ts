import { toldStatistic } from './guards/detectors.js';
import type { DetectorReading } from './guards/guard.js';
import { formatShare } from './units.js';

/** The name of the detector of entities that turn bad. */
export const ofEntities = 'mismatch';

/** So many of {@link burstOf} distinct entities are bad where that is a burst (design: evidence §5). */
const burst = 10;
/** The distinct entities judged last, of which {@link burst} bad ones are a burst: fewer are no rate. */
export const burstOf = 20;

/** What a dial may be brought down by, as it stood when a tick was over. */
export interface AlarmGrounds {
  readonly detectors: readonly DetectorReading[];
  /** Of the last distinct entities of which it is known what came of them, and how many of these are bad. */
  readonly last: {
    readonly bad: number;
    readonly of: number;
    /** How many of the bad ones are bad by what, as people call it; earlier versions of Banyan did not record it. */
    readonly classes?: Readonly<Record<string, number>> | undefined;
  };
  /** Entities judged of late, those of them that turned bad, and those met beside them that were bad before. */
  readonly lately: { readonly judged: number; readonly turnedBad: number; readonly knownBad: number };
  /** How often each side failed within the last minute, as a ratio of pairs. */
  readonly failing: { readonly legacy: number; readonly candidate: number };
}

/**
 * Why the dial must come down, as a sentence; undefined while nothing asks for it. Nobody is sent back to a legacy that
 * fails more often than the candidate is bad for what differs; errors and latency are measured on both sides alike, so
 * that what legacy does is in them (design: evidence §4, Alarm; §5).
 */
export function alarmOf(grounds: AlarmGrounds): string | undefined {
  const { detectors, last } = grounds;
  const loud = detectors.filter(({ statistic, alarmsAt }) => statistic >= alarmsAt);
  const paired = loud.find(({ name }) => name !== ofEntities);
  if (paired) return tell(paired, grounds);
  if (isLegacyWorse(grounds)) return undefined;
  if (last.bad >= burst) return `${last.bad} of the last ${last.of} entities are bad${tellClasses(last)}`;
  return loud[0] && tell(loud[0], grounds);
}

/**
 * Whether legacy fails more often than the candidate does, and than entities are bad: what differs then says nothing
 * for it (design: evidence §5).
 */
export function isLegacyWorse({ failing, last, lately }: AlarmGrounds): boolean {
  const { judged, turnedBad, knownBad } = lately;
  // Twenty entities by themselves say little of a rate.
  const isRate = judged + knownBad >= burstOf;
  const [bad, of] = isRate ? [turnedBad + knownBad, judged + knownBad] : [last.bad, last.of];
  return failing.legacy > Math.max(failing.candidate, of === 0 ? 0 : bad / of);
}

function tell({ name, statistic, alarmsAt }: DetectorReading, { lately, failing }: AlarmGrounds): string {
  const stands = `its detector stands at ${toldStatistic(statistic)}, alarm at ${toldStatistic(alarmsAt)}`;
  if (name === ofEntities)
    return `mismatch: ${lately.turnedBad} of the last ${lately.judged} entities turned bad; ${stands}`;
  if (name !== 'errors') return `${name}: the candidate is too slow; ${stands}`;
  return `errors: the candidate failed ${formatShare(failing.candidate)} of requests in the last minute, legacy ${formatShare(failing.legacy)}; ${stands}`;
}

/** Most first; what order they were recorded in is nobody's matter. */
function tellClasses({ classes = {} }: AlarmGrounds['last']): string {
  const told = Object.entries(classes)
    .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${n}`);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}

import type { Alarm, Dial, RolledBack } from './dial.js';

/** How much longer a dial cools down after its first, second, and any further rollback in 7 days: of 15 minutes 1 and 6 hours (design: evidence §5). */
const coolDowns = [1, 4, 24] as const;
const alarmsCount = 7 * 24 * 60 * 60 * 1000;
/** So many rollbacks of one evidence in that time latch the dial. */
const latchesAt = 3;

/** What a rollback is made on. */
export interface RollbackCause {
  readonly automatic: boolean;
  readonly why: string;
  readonly at: Date;
  /** The evidence key, and the candidate's version; null when it tells none. */
  readonly key: string;
  readonly candidate: string | null;
}

/** What a rollback leaves behind: why, one more attempt that failed, and one more alarm where it was automatic. */
export function afterRollback(
  dial: Dial,
  { automatic, why, at, key, candidate }: RollbackCause,
): Pick<Dial, 'rolledBack' | 'alarms' | 'rollbacks'> {
  const recent = recentAlarms(dial, at);
  const alarms: readonly Alarm[] = automatic ? [...recent, { at: at.toISOString(), key }] : recent;
  const latched = automatic && alarms.filter((alarm) => alarm.key === key).length >= latchesAt;
  const rolledBack: RolledBack = {
    at: at.toISOString(),
    why,
    automatic,
    candidate,
    acknowledged: false,
    latched: latched || (dial.rolledBack?.latched ?? false),
  };
  return { rolledBack, alarms, rollbacks: oneMore(dial, candidate) };
}

/** How often this version of the candidate was lowered. */
export const rollbacksOf = ({ rollbacks }: Pick<Dial, 'rollbacks'>, candidate: string | null): number =>
  rollbacks.find((of) => of.candidate === candidate)?.count ?? 0;

/** Versions of the candidate of which it is remembered. */
const mostCandidates = 50;

/** The same with one more of this version. */
export const oneMore = (dial: Pick<Dial, 'rollbacks'>, candidate: string | null): Dial['rollbacks'] => [
  ...dial.rollbacks.filter((of) => of.candidate !== candidate).slice(1 - mostCandidates),
  { candidate, count: rollbacksOf(dial, candidate) + 1 },
];

const recentAlarms = ({ alarms }: Dial, now: Date): readonly Alarm[] =>
  alarms.filter(({ at }) => now.getTime() - Date.parse(at) < alarmsCount);

/**
 * Seconds that a dial which rolled back by itself stays down, from then on; 0 where it did not.
 * @param first seconds after the first rollback in 7 days
 */
export function coolDown({ alarms, rolledBack }: Dial, first: number): number {
  if (!rolledBack?.automatic) return 0;
  return first * (coolDowns[Math.min(alarms.length, coolDowns.length) - 1] ?? coolDowns[0]);
}

/**
 * Seconds after a rollback in which the candidate that takes over may have been under way when the dial came down: it
 * may be what brought it down, by those of its instances that answered already. So long a rolling deploy of many of
 * them takes, with the calm that must follow; and so long the dial cools down at the least unless its route says less.
 */
export const deployMayTake = 900;

/**
 * Whether nothing is left to answer for: there was no rollback, somebody has seen why, or another candidate answers
 * which was not being deployed when the dial came down (design: evidence §5).
 * @param candidate the version now; null when it tells none
 * @param isEarly whether a version answered within {@link deployMayTake} of the rollback
 */
export const isAnsweredFor = (
  rolledBack: RolledBack | null,
  candidate: string | null,
  isEarly: (candidate: string) => boolean,
): boolean =>
  rolledBack === null ||
  rolledBack.acknowledged ||
  (rolledBack.candidate !== null &&
    candidate !== null &&
    candidate !== rolledBack.candidate &&
    !isEarly(candidate));

/** `rolled back at … because …`. */
export const tellRolledBack = ({ at, why, automatic }: RolledBack): string =>
  `rolled back ${automatic ? 'by itself ' : ''}at ${at.slice(0, 16).replace('T', ' ')} UTC: ${why}`;

/**
 * `14:35 UTC`, with the day where it is not today, and the year where it is not this one: in the zone in which
 * Banyan tells every time, so that two people who read a terminal speak of the same one.
 * @param instant RFC 3339
 */
export function clockTime(instant: string, now = new Date()): string {
  const at = new Date(instant);
  const time = `${at.toISOString().slice(11, 16)} UTC`;
  if (dayOf(at) === dayOf(now)) return time;
  const told = (options: Intl.DateTimeFormatOptions): string =>
    at.toLocaleDateString('en-US', { ...options, timeZone: 'UTC' });
  const day = `${told({ weekday: 'short' })} ${told({ day: 'numeric' })} ${told({ month: 'short' })}`;
  const isThisYear = at.getUTCFullYear() === now.getUTCFullYear();
  return `${isThisYear ? day : `${day} ${at.getUTCFullYear()}`} ${time}`;
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** `14:35:02 UTC`: a moment of just now. */
export const secondTime = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;

/** What the clock of this machine says, for people to read. */
export const now = (): Date => new Date();

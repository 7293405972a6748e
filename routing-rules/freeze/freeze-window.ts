import { z } from 'zod';
import { type FreezeTime, freezeTime } from './freeze-time.js';
import { zone } from './zone.js';

/**
 * When a dial may only be lowered (design: evidence §5), by the wall clock of a zone: from `from` on, until just
 * before `to`.
 */
export type FreezeWindow = RecurringWindow | DatedWindow;

/** Every day or every week; over midnight, or over the end of the week, where `to` is less than `from`. */
export interface RecurringWindow {
  readonly kind: 'daily' | 'weekly';
  /** Minutes after midnight, 0–1,439, or after the midnight Monday begins with, 0–10,079. */
  readonly from: number;
  /** As `from`, and never the same. */
  readonly to: number;
  /** Name in the IANA time zone database. */
  readonly zone: string;
}

/** Once, between two dates. */
export interface DatedWindow {
  readonly kind: 'dated';
  /** What the wall clock shows, like `2026-12-20T18:00`. */
  readonly from: string;
  /** As `from`, and later. */
  readonly to: string;
  /** Name in the IANA time zone database. */
  readonly zone: string;
}

/** A freeze window in the configuration. */
export const freezeWindow = z
  .strictObject({
    from: freezeTime.meta({ description: 'When it begins, by the clock of the zone.' }),
    to: freezeTime.meta({
      description: 'When it ends: the first minute after it. Written as from is.',
      examples: ['Mon 08:00', '06:00', '2027-01-04 08:00'],
    }),
    zone,
  })
  .meta({
    description:
      'When the dial may only be lowered: every week ("Fri 16:00" to "Mon 08:00"), every day ("22:00" to "06:00") or once ("2026-12-20 18:00" to "2027-01-04 08:00"), by the clock of a zone.',
    examples: [{ from: 'Fri 16:00', to: 'Mon 08:00', zone: 'Europe/Berlin' }],
  })
  .transform(({ from, to, zone }, context): FreezeWindow => {
    const read = between(from, to, zone);
    if (typeof read !== 'string') return read;
    context.addIssue({ code: 'custom', path: ['to'], message: read });
    return z.NEVER;
  });

const named = { daily: 'a time of the day', weekly: 'a time of the week', dated: 'a date' } as const;

/** The window between two times, or what is wrong with the second of them. */
function between(from: FreezeTime, to: FreezeTime, zone: string): FreezeWindow | string {
  if (from.kind === 'dated' && to.kind === 'dated')
    return from.at < to.at
      ? { kind: 'dated', from: from.at, to: to.at, zone }
      : 'must be later than from: such a window has no minute. Correct the dates, or swap them';
  if (from.kind !== 'dated' && from.kind === to.kind)
    return from.at !== to.at
      ? { kind: from.kind, from: from.at, to: to.at, zone }
      : 'must be another time than from: write when the window ends. To stop a dial for good, hold it';
  return `is ${named[to.kind]}, but from is ${named[from.kind]}: write both alike, such as "Fri 16:00" and "Mon 08:00"`;
}

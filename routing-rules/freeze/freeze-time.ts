import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** Where a window begins or ends, by the wall clock. */
export type FreezeTime =
  /** Minutes after midnight, 0–1,439, or after the midnight Monday begins with, 0–10,079. */
  | { readonly kind: 'daily' | 'weekly'; readonly at: number }
  /** What the clock shows, like `2026-12-20T18:00`. */
  | { readonly kind: 'dated'; readonly at: string };

const mustBe = 'must be a time like "Fri 16:00", "22:00" or "2026-12-20 18:00"';
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A wall-clock time in the configuration: of every week, of every day, or of one date. */
export const freezeTime = z
  .string(mustBe)
  .meta({
    title: 'time',
    description: 'A wall-clock time: "Fri 16:00", "22:00" or "2026-12-20 18:00".',
    examples: ['Fri 16:00', '22:00', '2026-12-20 18:00'],
  })
  .transform((text, context): FreezeTime => {
    const read = parseFreezeTime(text);
    if (typeof read !== 'string') return read;
    context.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  });

/** The time that was written, or what is wrong with it. */
function parseFreezeTime(text: string): FreezeTime | string {
  const [, date, day, hours = '', minutes = ''] =
    /^(?:(\d{4}-\d\d-\d\d)[ T]\s*|(\p{L}{1,20})\s+)?(\d{1,2}):(\d\d)$/u.exec(text.trim()) ?? [];
  if (hours === '') return mustBe;
  if (Number(hours) > 23 || Number(minutes) > 59)
    return `${hours}:${minutes} is no time of the day: write one from 00:00 to 23:59; the end of a day is 00:00 of the next`;
  if (date !== undefined)
    return isDate(date)
      ? { kind: 'dated', at: `${date}T${hours.padStart(2, '0')}:${minutes}` }
      : `${date} is not in the calendar: write year-month-day, such as 2026-12-20`;
  const at = Number(hours) * 60 + Number(minutes);
  if (day === undefined) return { kind: 'daily', at };
  const weekday = days.findIndex((name) => [name, name.slice(0, 3)].includes(day.toLowerCase()));
  return weekday >= 0
    ? { kind: 'weekly', at: weekday * 1440 + at }
    : `${day} is no day of the week: write Mon, Tue, Wed, Thu, Fri, Sat or Sun`;
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

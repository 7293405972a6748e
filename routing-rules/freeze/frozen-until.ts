import { Temporal } from 'temporal-polyfill';
import type { FreezeWindow } from './freeze-window.js';

/**
 * When a dial that may only be lowered `now` is free again (design: evidence §5): the end of the window that holds
 * `now`, or of the last that overlaps or adjoins it; null when no window holds `now`; `always` when the windows
 * leave no instant free for 400 days from `now`, or from the last date that such a freeze reaches.
 *
 * The zone's daylight saving never shortens a freeze: at a wall-clock time that comes twice it begins with the
 * earlier and ends with the later instant, and where the clock leaps over the time, it begins before the leap and
 * ends after it (Temporal's disambiguation, `earlier` and `later`).
 * @param windows of one route; what is found is kept for as long as this array is
 */
export function frozenUntil(windows: readonly FreezeWindow[], now: Date): Date | 'always' | null {
  const { isFrozen, until } = stretchAt(windows, now.getTime());
  if (!isFrozen) return null;
  return until === Infinity ? 'always' : new Date(until);
}

/** Epoch milliseconds between which a dial is frozen all the time, or free all the time. */
interface Stretch {
  readonly isFrozen: boolean;
  readonly since: number;
  /** Infinity when no end is known. */
  readonly until: number;
}

/** The stretch asked for last and the one before it: whoever asks every second has a zone's clock reckoned once per edge. */
const known = new WeakMap<readonly FreezeWindow[], readonly Stretch[]>();

/** How far windows are followed that leave nothing free, in milliseconds: a year shows whatever clocks do. */
const horizon = 400 * 86_400_000;

function stretchAt(windows: readonly FreezeWindow[], at: number): Stretch {
  const recent = known.get(windows) ?? [];
  const found = recent.find(({ since, until }) => since <= at && at < Math.min(until, since + horizon));
  if (found) return found;
  const end = freeFrom(windows, at);
  const stretch: Stretch =
    end > at
      ? { isFrozen: true, since: at, until: end }
      : { isFrozen: false, since: at, until: nextStart(windows, at) };
  known.set(windows, [stretch, ...recent.slice(0, 1)]);
  return stretch;
}

/** The first instant from `at` on that no window holds; `at` itself when it is free. */
function freeFrom(windows: readonly FreezeWindow[], at: number): number {
  let [free, followed] = [at, at + horizon];
  for (;;) {
    const holding = windows
      .flatMap((window) => spansNear(window, free))
      .filter(({ from, to }) => from <= free && free < to);
    if (holding.length === 0) return free;
    free = Math.max(...holding.map(({ to }) => to));
    // A date that is written is an end, however far away it is.
    const dates = holding.filter(({ window }) => window.kind === 'dated').map(({ to }) => to);
    followed = Math.max(followed, ...dates.map((to) => to + horizon));
    if (free > followed) return Infinity;
  }
}

const nextStart = (windows: readonly FreezeWindow[], at: number): number =>
  Math.min(
    ...windows.flatMap((window) => spansNear(window, at).map(({ from }) => from)).filter((from) => from > at),
  );

/** One time that a window is there, in epoch milliseconds. */
interface Span {
  readonly window: FreezeWindow;
  readonly from: number;
  readonly to: number;
}

/** All spans of a window that may hold an instant; where none does, the next that begins is among them. */
function spansNear(window: FreezeWindow, at: number): readonly Span[] {
  if (window.kind === 'dated')
    return [span(window, Temporal.PlainDateTime.from(window.from), Temporal.PlainDateTime.from(window.to))];
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(window.zone).toPlainDate();
  const length = window.kind === 'daily' ? 1 : 7;
  const first = window.kind === 'daily' ? today : today.subtract({ days: today.dayOfWeek - 1 });
  // A span is over before two periods are. One that begins on a day the clock leaps over (Samoa, 2011) reaches back
  // into the period before.
  return [-1, 0, 1].map((away) => {
    const begin = first.add({ days: away * length });
    const end = window.from < window.to ? begin : begin.add({ days: length });
    return span(window, atMinute(begin, window.from), atMinute(end, window.to));
  });
}

const atMinute = (day: Temporal.PlainDate, minutes: number): Temporal.PlainDateTime =>
  day.toPlainDateTime().add({ minutes });

const span = (window: FreezeWindow, from: Temporal.PlainDateTime, to: Temporal.PlainDateTime): Span => ({
  window,
  from: from.toZonedDateTime(window.zone, { disambiguation: 'earlier' }).epochMilliseconds,
  to: to.toZonedDateTime(window.zone, { disambiguation: 'later' }).epochMilliseconds,
});

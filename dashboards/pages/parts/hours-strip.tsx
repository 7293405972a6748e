import { count } from '../figures.js';

/** Comparisons by hour of the day: a batch that runs at night is only proven by a night. */
export function HoursStrip({ hours }: { hours: readonly number[] }) {
  const most = Math.max(1, ...hours);
  const seen = hours.filter((n) => n > 0).length;
  const never = unseen(hours);
  const told = `Compared in ${seen} of the 24 hours of the day (UTC)${never === '' ? '' : `; never at ${never}`}.`;
  return (
    <div class="hours">
      <p>{told}</p>
      <svg viewBox="0 0 240 22" preserveAspectRatio="none" aria-hidden="true">
        {hours.map((n, hour) => (
          <g>
            <title>
              {clock(hour)} {count(n)}
            </title>
            <rect class="track" x={hour * 10} y="0" width="9" height="22" />
            {n > 0 && (
              <rect
                class="seen"
                x={hour * 10}
                y={22 - heightOf(n, most)}
                width="9"
                height={heightOf(n, most)}
              />
            )}
          </g>
        ))}
      </svg>
      <div class="clock quiet" aria-hidden="true">
        <span>00</span>
        <span>06</span>
        <span>12</span>
        <span>18</span>
        <span>24</span>
      </div>
    </div>
  );
}

/** Of 22; an hour with any comparison is seen at a glance. */
const heightOf = (n: number, most: number): number => Math.max(4, Math.round((22 * n) / most));

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** `00:00–07:00, 21:00–24:00`: the hours that saw none, joined. */
function unseen(hours: readonly number[]): string {
  const spans: { from: number; to: number }[] = [];
  for (const [hour, n] of hours.entries()) {
    if (n > 0) continue;
    const last = spans.at(-1);
    if (last?.to === hour) last.to = hour + 1;
    else spans.push({ from: hour, to: hour + 1 });
  }
  return spans.map(({ from, to }) => `${clock(from)}\u2060–\u2060${clock(to)}`).join(', ');
}

/** `about 40 minutes`: how long something takes, as exactly as anybody wants to know. */
export function roughly(seconds: number): string {
  const [unit, size] = units.find(([, least]) => seconds >= 1.5 * least) ?? smallest;
  const count = Math.max(1, Math.round(seconds / size));
  return `about ${count.toLocaleString('en-US')} ${unit}${count === 1 ? '' : 's'}`;
}

const smallest = ['second', 1] as const;
const units = [['day', 86_400], ['hour', 3_600], ['minute', 60], smallest] as const;

/** `14:35`, with the day where it is not today: by the clock of whoever reads it. */
export function clockTime(instant: string, now = new Date()): string {
  const at = new Date(instant);
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === now.toDateString()) return time;
  const [day, month] = [
    at.toLocaleDateString('en-US', { weekday: 'short' }),
    at.toLocaleDateString('en-US', { month: 'short' }),
  ];
  return `${day} ${at.getDate()} ${month} ${time}`;
}

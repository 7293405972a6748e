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

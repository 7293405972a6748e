const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** Milliseconds as banyan.yaml writes them, so that reading it gives the same: 10_000 → `10s`, 1500 → `1500ms`. */
export function exactDuration(milliseconds: number): string {
  const [unit, size] = units.find(([, of]) => milliseconds % of === 0) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}

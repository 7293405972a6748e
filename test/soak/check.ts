/** One thing that must hold at the end of a soak. */
export interface Check {
  readonly name: string;
  readonly held: boolean;
  readonly expected: string;
  readonly seen: string;
}

/** Something of which there must be none. */
export const none = (name: string, found: readonly string[]): Check => ({
  name,
  held: found.length === 0,
  expected: 'none',
  seen: found.length === 0 ? 'none' : found.join('\n'),
});

/** A number that must be another, exactly. */
export const equal = (name: string, expected: number, seen: number): Check => ({
  name,
  held: expected === seen,
  expected: String(expected),
  seen: String(seen),
});

/** A number that must not be outside of two. */
export const within = (name: string, least: number, most: number, seen: number): Check => ({
  name,
  held: seen >= least && seen <= most,
  expected: least === most ? String(least) : `${least} to ${most}`,
  seen: String(seen),
});

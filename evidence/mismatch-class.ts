/** Why two answers differ, from bad to harmless; the design's evidence §2. */
export const mismatchClasses = ['failed', 'semantic', 'missing', 'unsettled', 'stale', 'volatile'] as const;
export type MismatchClass = (typeof mismatchClasses)[number];

/** A count for every class; every key is always present. */
export type ClassCounts = Readonly<Record<MismatchClass, number>>;

/** Classes that count against the candidate. `unsettled` fails closed. */
export const badClasses: ReadonlySet<MismatchClass> = new Set(['failed', 'semantic', 'missing', 'unsettled']);

export const noClasses = (): Record<MismatchClass, number> => ({
  failed: 0,
  semantic: 0,
  missing: 0,
  unsettled: 0,
  stale: 0,
  volatile: 0,
});

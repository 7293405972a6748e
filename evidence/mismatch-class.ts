/** Why two answers differ, from bad to harmless; the design's evidence §2. */
export const mismatchClasses = ['failed', 'semantic', 'missing', 'unsettled', 'stale', 'volatile'] as const;
export type MismatchClass = (typeof mismatchClasses)[number];

/** A count for every class; every key is always present. */
export type ClassCounts = Readonly<Record<MismatchClass, number>>;

/** How bad a class is; 0 is the worst. A pair's class is the worst of its differences'. */
export const rankOf = (mismatchClass: MismatchClass): number => mismatchClasses.indexOf(mismatchClass);

/** The worst of these classes; `unsettled` where there is none, which fails closed. */
export const worstOf = (classes: readonly MismatchClass[]): MismatchClass =>
  classes.toSorted((a, b) => rankOf(a) - rankOf(b))[0] ?? 'unsettled';

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

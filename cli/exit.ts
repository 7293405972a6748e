/** What the exit code says: done, the answer is "no", could not do it. */
export const exitCodes = { done: 0, no: 1, impossible: 2 } as const;

/** Something could not be done; the message says what, why and the way out. */
export class Impossible extends Error {}

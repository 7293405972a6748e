/** Milliseconds to wait before a thread is started again: doubling, so that a crash loop stays cheap. */
export const restartDelay = (restarts: number): number => Math.min(30_000, 250 * 2 ** restarts);

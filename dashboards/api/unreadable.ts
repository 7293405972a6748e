import { Problem } from '../problem.js';

/**
 * Refuses what only the store can tell, while it cannot be read.
 * @param what as the sentence begins that tells it: `The audit`
 * @throws Problem always, 503
 */
export const unreadable =
  (what: string) =>
  (error: unknown): never => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Problem(
      'unavailable',
      `${what} cannot be read now (${why}). Repeat it when /readyz says that the store is back.`,
    );
  };

/** Whether an upstream is kept from being asked because it failed again and again (design: faults 1, 40). */
export interface BreakerNews {
  readonly upstream: string;
  /** Seconds from one probe to the next; null while it is asked as ever. */
  readonly probedEvery: number | null;
}

/**
 * What people are told of upstreams that are not asked: a sentence for each.
 * @param isLegacy whether an upstream answers for a route as its legacy, or for what no route matches: then clients
 *   may meet its failures
 */
export const tellBreakers = (
  news: readonly BreakerNews[],
  isLegacy: (upstream: string) => boolean,
): string[] =>
  news.flatMap(({ upstream, probedEvery }) => {
    if (probedEvery === null) return [];
    const told = `the upstream ${upstream} failed five times in a row: as candidate or shadow it is tried again once in ${probedEvery} s, and what is not asked counts as failed (breaker-open)`;
    return isLegacy(upstream) ? `${told}. ${asLegacy}` : told;
  });

const asLegacy =
  "As a route's legacy it is asked as ever: what falls to it (writes, fallback, requests without a sticky key, everything after a rollback) fails while it does";

/** Whether an upstream is kept from being asked because it failed again and again (design: faults 1, 40). */
export interface BreakerNews {
  readonly upstream: string;
  /** Seconds from one probe to the next; null while it is asked as ever. */
  readonly probedEvery: number | null;
}

/** What people are told of upstreams that are not asked: a sentence for each. */
export const tellBreakers = (news: readonly BreakerNews[]): string[] =>
  news.flatMap(({ upstream, probedEvery }) =>
    probedEvery === null
      ? []
      : `the upstream ${upstream} failed five times in a row: as candidate or shadow it is tried again once in ${probedEvery} s, and what is not asked counts as failed (breaker-open). As a route's legacy it is asked as ever: what falls to it (writes, fallback, requests without a sticky key, everything after a rollback) fails while it does`,
  );

import type { BreakerNews } from '../breaker-news.js';
import type { ConfigurationNews } from '../configuration-news.js';

/** What a route promised, to be drawn beside what it does. */
export interface RouteLimits {
  readonly route: string;
  /** Seconds the candidate may lag where nothing else is said of a field. */
  readonly freshness: number;
  /** Share of requests that may go uncompared, 0–1. */
  readonly dropped: number;
}

/** How this process stands to its store. */
export const storeStandings = ['holding', 'standby', 'away'] as const;
/** One of {@link storeStandings}. */
export type StoreStanding = (typeof storeStandings)[number];

/** What is read at each scrape beside the scorecards; what is not given is not told. */
export interface MetricSources {
  readonly breakers: () => readonly BreakerNews[];
  readonly limits: () => readonly RouteLimits[];
  readonly standing: () => StoreStanding;
  readonly configuration: () => Pick<ConfigurationNews, 'loadedAt' | 'refusedAt'>;
  /** Banyan's version. */
  readonly version: string;
}

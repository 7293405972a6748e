import type { EvidenceDesk } from '../evidence/desk.js';
import type { AccessRules } from './access/rules.js';
import type { Readiness } from './health.js';
import type { Metrics } from './metrics/metrics.js';
import type { ConfigurationNews } from './configuration-news.js';
import type { UpstreamStanding } from './upstream-standing.js';
import type { ReadRules } from './rules-reader.js';

/** What the dashboards are given; they start nothing and keep nothing but logins. */
export interface DashboardParts {
  readonly desk: EvidenceDesk;
  readonly metrics: Metrics;
  readonly access: AccessRules;
  readonly ready: () => Readiness;
  /** What is told of banyan.yaml; shown on every page. */
  readonly config: () => ConfigurationNews;
  /** Where a trace is shown, with `{traceId}` in its place; null or absent where nobody says. */
  readonly traceUrl?: (() => string | null) | undefined;
  /** How every upstream stands. */
  readonly upstreams: () => Promise<readonly UpstreamStanding[]>;
  /** Reads rules that somebody would try. */
  readonly readRules: ReadRules;
  /** Told of failures that are our own, for the log. */
  readonly failed?: ((error: unknown, where: string) => void) | undefined;
  /** Where clients reach the proxy, for the line that sends a first request. */
  readonly proxyUrl?: string | undefined;
  readonly version?: string | undefined;
}

import type { BreakerNews } from '../../dashboards/breaker-news.js';
import type { ConfigurationNews } from '../../dashboards/configuration-news.js';
import { createMetrics, type Metrics } from '../../dashboards/metrics/metrics.js';
import type { ControlDesk } from '../../evidence/control-desk.js';
import type { Keeper } from '../../evidence/keeper.js';
import type { Notifier } from '../../evidence/notify/notifier.js';
import type { SharedStore } from '../../evidence/store/shared-store.js';
import { version } from '../version.js';

/** What metrics are read from. */
interface MetricRooms {
  readonly desk: ControlDesk;
  readonly keeper: Keeper;
  readonly store: SharedStore;
  readonly breakers: () => readonly BreakerNews[];
  readonly news: () => ConfigurationNews;
}

/** The metrics of a running Banyan. */
export const startMetrics = ({ desk, keeper, store, breakers, news }: MetricRooms): Metrics =>
  createMetrics(() => desk.routes(), {
    breakers,
    limits: () =>
      [...keeper.watched()].map(({ rule: { name, freshness, guards } }) => ({
        route: name,
        freshness: freshness.default / 1000,
        dropped: guards.dropped,
      })),
    standing: () => store.standing.kind,
    configuration: news,
    version,
  });

/** Passes news on, and counts new fingerprints. */
export const counting = (metrics: Metrics, notifier: Notifier): Notifier => ({
  tell(news) {
    if (news.kind === 'new-mismatch') metrics.newFingerprint(news.route, news.class);
    notifier.tell(news);
  },
});

import type { BreakerNews } from '../dashboards/breaker-news.js';
import type { Upstream } from '../proxy/upstream.js';
import type { Logger } from './log.js';

/** Says when an upstream’s breaker opens, that a probe failed too, and when it is asked again as ever. */
export class BreakerLog {
  #known = new Map<string, number | null>();

  constructor(
    private readonly log: Pick<Logger, 'warn' | 'info'>,
    /** Hears of all upstreams whenever one has changed. */
    private readonly tell: (news: readonly BreakerNews[]) => void,
  ) {}

  /** Looks at how the breakers stand now. */
  note(upstreams: Iterable<Upstream>): void {
    const news = [...upstreams].map(({ rule, breaker }) => ({
      upstream: rule.name,
      probedEvery: breaker.state.kind === 'closed' ? null : breaker.state.wait / 1000,
    }));
    const changed = news.filter(({ upstream, probedEvery }) => this.#known.get(upstream) !== probedEvery);
    if (changed.length === 0 && news.length === this.#known.size) return;
    for (const { upstream, probedEvery } of changed) {
      if (probedEvery !== null)
        this.log.warn(
          { upstream, probedEvery },
          'upstream failed five times in a row and is tried only now and then as candidate or shadow, in seconds; as legacy it is asked as ever',
        );
      else if (this.#known.has(upstream)) this.log.info({ upstream }, 'upstream answers and is asked again');
    }
    this.#known = new Map(news.map(({ upstream, probedEvery }) => [upstream, probedEvery]));
    this.tell(news);
  }

  /** Tells whoever took the place of the one that was told. */
  again(): void {
    this.tell([...this.#known].map(([upstream, probedEvery]) => ({ upstream, probedEvery })));
  }
}

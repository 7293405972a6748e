import { isDeepStrictEqual } from 'node:util';
import { askVersion, probeTls } from '../proxy/ask-version.js';
import type { UpstreamRule } from '../proxy/upstream-rule.js';
import { VersionProbe } from '../proxy/version-probe.js';
import type { VersionWatch } from '../proxy/version-watch.js';
import type { WatchedVersion, WatchedVersions } from '../proxy/watched-versions.js';
import type { Logger } from './log.js';

/** The probes that tell the versions of upstreams, one for each that has one. */
export class VersionProbes {
  readonly #running = new Map<VersionWatch, { probe: VersionProbe; upstream: UpstreamRule }>();

  constructor(private readonly log: Pick<Logger, 'warn' | 'info'>) {}

  /** Asks for these from now on, and for no others. */
  follow(watched: WatchedVersions, upstreams: readonly UpstreamRule[]): void {
    const rules = new Map(upstreams.map((rule) => [watched.get(rule.name)?.watch, rule]));
    for (const [watch, { probe, upstream }] of this.#running) {
      // Other certificates are other means to ask.
      if (isDeepStrictEqual(rules.get(watch), upstream)) continue;
      probe.stop();
      this.#running.delete(watch);
    }
    for (const upstream of upstreams) {
      const version = watched.get(upstream.name);
      if (version && !this.#running.has(version.watch)) this.#start(version, upstream);
    }
  }

  #start({ source, watch }: WatchedVersion, upstream: UpstreamRule): void {
    if (source.kind !== 'probe') return;
    const { url, every } = source;
    const tls = probeTls(url, upstream);
    const of = { upstream: upstream.name };
    const probe = new VersionProbe((signal) => askVersion(url, tls, signal), every, {
      told: (told) => watch.tell(told, performance.now()),
      failing: (why) => this.log.warn({ ...of, why }, 'the version of an upstream cannot be asked for'),
      answering: () => this.log.info(of, 'the version of an upstream can be asked for again'),
    });
    this.#running.set(watch, { probe, upstream });
  }

  /** Resolves when each was asked once. */
  async first(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ probe }) => probe.first));
  }

  stop(): void {
    for (const { probe } of this.#running.values()) probe.stop();
    this.#running.clear();
  }
}

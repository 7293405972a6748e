import { isDeepStrictEqual } from 'node:util';
import type { Tally } from '../evidence/tally.js';
import { type KnownVersions, isOutdated, knownVersions, watchVersions } from '../proxy/watched-versions.js';
import type { DataPlaneParts } from '../proxy/data-plane.js';
import { openUpstreams } from '../proxy/open-upstreams.js';
import { compileRoutes } from '../proxy/route-table.js';
import { TrafficCounter } from '../proxy/traffic-counter.js';
import { Unfinished } from '../proxy/unfinished.js';
import { compileWrites } from '../proxy/write-table.js';
import type { Configuration } from './configuration/configuration.js';
import type { AnalystEdition, EditionRoutes } from './threads/messages.js';

/**
 * What one valid reading of banyan.yaml made, for one version of each upstream, and between two restarts of any
 * route's evidence: a request is served by one edition from its beginning to its end.
 */
export interface Edition {
  /** Counts from 1; grows with every reading that is taken, every other version of an upstream, and every restart. */
  readonly number: number;
  readonly configuration: Configuration;
  /** The versions that its evidence is of. */
  readonly versions: KnownVersions;
  /** By route, how often its evidence was restarted by hand. */
  readonly restarts: Readonly<Record<string, number>>;
  readonly parts: DataPlaneParts;
}

/** What all editions have in common. */
export type SharedParts = Pick<
  DataPlaneParts,
  'budget' | 'places' | 'pins' | 'draw' | 'pressure' | 'dial' | 'tracing' | 'compare' | 'onBug'
> & {
  readonly via: string;
};

/** Editions that are told apart at most; requests that outlive so many reloads count for the newest. */
const maxTold = 16;

/**
 * Makes all that a configuration needs to serve, and nothing that is seen: until it is put to use it
 * may be thrown away.
 * @throws Error when routes or upstreams cannot be made
 */
export function prepareEdition(
  configuration: Configuration,
  shared: SharedParts,
  environment: NodeJS.ProcessEnv,
  before?: Edition,
): Edition {
  const number = (before?.number ?? 0) + 1;
  const { via, ...common } = shared;
  const rules = configuration.routes.map(({ rule }) => rule);
  const watched = watchVersions(configuration.versions, before?.parts.versions, before?.versions);
  const parts: DataPlaneParts = {
    ...common,
    settings: {
      via,
      expose: configuration.proxy.expose,
      captureCap: configuration.proxy.captureCap,
      overrideToken: environment[configuration.proxy.overrideTokenEnv ?? ''],
      passthrough: configuration.passthrough,
      headerTimeout: configuration.proxy.headerTimeout,
      requestTimeout: configuration.proxy.requestTimeout,
      keepAlive: configuration.proxy.keepAlive,
    },
    table: compileRoutes(rules),
    writes: compileWrites(rules),
    counter: new TrafficCounter(),
    unfinished: new Unfinished(),
    edition: number,
    upstreams: openUpstreams(configuration.upstreams, before?.parts.upstreams),
    versions: watched,
  };
  const names = configuration.upstreams.map(({ name }) => name);
  const versions = knownVersions(names, configuration.versions, watched, before?.versions);
  return { number, configuration, versions, restarts: restartsOf(configuration, shared.dial), parts };
}

const restartsOf = ({ routes }: Configuration, dial: SharedParts['dial']): Edition['restarts'] =>
  Object.fromEntries(routes.map(({ rule }) => [rule.name, dial(rule).restarts]));

/** Takes up the versions that an earlier process knew, of upstreams that were not read yet. */
export function rememberVersions({ parts }: Edition, known: KnownVersions): void {
  for (const [upstream, { watch }] of parts.versions) {
    const version = known[upstream];
    if (version !== undefined) watch.remember(version);
  }
}

/** What evidence is told of an edition. */
export const routesOf = ({ number, configuration, versions }: Edition): EditionRoutes => ({
  edition: number,
  routes: configuration.routes,
  versions,
});

/** What the analyst is told of it. */
export const analystEdition = (edition: Edition): AnalystEdition => ({
  ...routesOf(edition),
  upstreams: edition.configuration.upstreams,
  sources: edition.configuration.versions,
  captureCap: edition.configuration.proxy.captureCap,
  restarts: edition.restarts,
});

/** The edition that serves, and earlier ones whose last requests have not ended. */
export class Editions {
  #current: Edition;
  readonly #living = new Set<Edition>();
  readonly #over = new Set<Edition>();
  #ended: number[] = [];

  constructor(
    first: Edition,
    private readonly onBug: (error: unknown) => void,
  ) {
    this.#current = first;
    this.#living.add(first);
  }

  /** The one that serves what begins now. */
  get current(): Edition {
    return this.#current;
  }

  /** Whether the evidence that it counts is of another version than is known, or was restarted since. */
  get isOutdated(): boolean {
    const { configuration, parts, restarts } = this.#current;
    return isOutdated(parts.versions) || !isDeepStrictEqual(restarts, restartsOf(configuration, parts.dial));
  }

  /** From the next request on this one serves; requests that run end where they began. */
  replace(next: Edition): void {
    const before = this.#current;
    for (const { watch } of next.parts.versions.values()) watch.use();
    this.#living.add(next);
    this.#current = next;
    this.#ended.push(...[...this.#living].slice(0, -maxTold).map(({ number }) => number));
    before.parts.unfinished
      .none()
      .then(() => this.#retire(before))
      .catch(this.onBug);
  }

  /** Editions before the one that serves, of which something may still be told; the oldest first. */
  get earlier(): readonly Edition[] {
    return [...this.#living].filter((edition) => edition !== this.#current);
  }

  /** Where to count what is told of an edition late: for the newest if it is not told apart any more. */
  counterOf(edition: number | undefined): TrafficCounter {
    const living = [...this.#living].find(({ number }) => number === edition) ?? this.#current;
    return living.parts.counter;
  }

  /** What each edition counted since the last call. */
  take(): readonly Tally[] {
    return [...this.#living].flatMap(({ number, parts }) => {
      const tally = parts.counter.take();
      return tally ? [{ ...tally, edition: number }] : [];
    });
  }

  /**
   * Editions that have served their last request, each once; to be asked after `take`: they tell no more.
   * @param isSaved whether all that was told of an edition is saved: what is not may have to be told again
   */
  takeEnded(isSaved: (edition: number) => boolean): readonly number[] {
    const toldApart = new Set([...this.#living].slice(-maxTold));
    const ended = [...this.#over].filter((edition) => !toldApart.has(edition) || isSaved(edition.number));
    for (const edition of ended) {
      this.#living.delete(edition);
      this.#over.delete(edition);
    }
    const numbers = [...this.#ended, ...ended.map(({ number }) => number)];
    this.#ended = [];
    return numbers;
  }

  /** Resolves when no request of any edition is left, or the time is over. */
  async none(milliseconds: number): Promise<void> {
    await Promise.all([...this.#living].map(({ parts }) => parts.unfinished.none(milliseconds)));
  }

  /** Connections that no living edition has are closed: nobody will ask for them again. */
  async #retire(edition: Edition): Promise<void> {
    this.#over.add(edition);
    const inUse = new Set(
      [...this.#living]
        .filter((living) => !this.#over.has(living))
        .flatMap(({ parts }) => [...parts.upstreams.values()]),
    );
    const idle = [...edition.parts.upstreams.values()].filter((upstream) => !inUse.has(upstream));
    await Promise.all(idle.map((upstream) => upstream.close()));
  }
}

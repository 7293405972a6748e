import type { BreakerNews } from './breaker-news.js';
import type { ConnectionsNow } from './vitals.js';

/** Reads of an upstream for one route that gave no answer, by what was wrong. */
export interface FailuresOf {
  readonly route: string;
  readonly side: 'legacy' | 'candidate';
  readonly reason: string;
  readonly count: number;
}

/** Which upstreams a route reads. */
export interface RouteSides {
  readonly route: string;
  readonly legacy: string;
  /** Null where it is only measured. */
  readonly candidate: string | null;
}

/** How an upstream stands: whom it answers for, whether it is asked, by how many connections, and how it failed. */
export interface UpstreamStanding {
  readonly name: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** What it tells of itself; null where it tells nothing. */
  readonly version: string | null;
  /** The routes that it answers for, and whether what no route matches goes there. */
  readonly legacyOf: readonly string[];
  readonly candidateOf: readonly string[];
  readonly passthrough: boolean;
  /** Seconds from one probe to the next; null while it is asked as ever. */
  readonly probedEvery: number | null;
  /** Null while the live path has told nothing yet. */
  readonly connections: Pick<ConnectionsNow, 'live' | 'shadow'> | null;
  /** Since Banyan began, the most frequent first. */
  readonly failures: readonly FailuresOf[];
}

/** What is known of all upstreams, each from whom it knows it. */
export interface KnownOfUpstreams {
  readonly upstreams: readonly { readonly name: string; readonly origin: string }[];
  readonly passthrough: string;
  readonly routes: readonly RouteSides[];
  readonly versions: Readonly<Record<string, string | null>>;
  readonly breakers: readonly BreakerNews[];
  readonly connections: readonly ConnectionsNow[];
  readonly failures: readonly FailuresOf[];
}

/** How every upstream stands, as banyan.yaml orders them. */
export const upstreamStandings = (known: KnownOfUpstreams): readonly UpstreamStanding[] =>
  known.upstreams.map(({ name, origin }) => {
    const of = (side: 'legacy' | 'candidate'): readonly string[] =>
      known.routes.filter((route) => route[side] === name).map(({ route }) => route);
    const [legacyOf, candidateOf] = [of('legacy'), of('candidate')];
    const routes = { legacy: legacyOf, candidate: candidateOf };
    return {
      name,
      origin,
      version: known.versions[name] ?? null,
      legacyOf,
      candidateOf,
      passthrough: known.passthrough === name,
      probedEvery: known.breakers.find(({ upstream }) => upstream === name)?.probedEvery ?? null,
      connections: connectionsOf(name, known.connections),
      failures: known.failures
        .filter(({ route, side }) => routes[side].includes(route))
        .toSorted((a, b) => b.count - a.count),
    };
  });

function connectionsOf(name: string, all: readonly ConnectionsNow[]): UpstreamStanding['connections'] {
  const now = all.find(({ upstream }) => upstream === name);
  return now ? { live: now.live, shadow: now.shadow } : null;
}

import type { Keyed } from '../comparators/redact.js';
import { hidesKey, keyMark } from '../comparators/redact-key.js';
import type { Finding } from './tally.js';

/** What of a route says whether its keys are hidden, and what is told of a request instead of its path. */
export interface KeyedRoute {
  readonly name: string;
  /** The path of its `match`, with the parameters as they are written there. */
  readonly path: string;
  readonly redact: readonly string[];
}

/** Never told that an edition has ended: what settles is found out long after its last pair came. */
const maxEditions = 100;

/**
 * Hides the keys of routes that say `redact: [key]` in whatever is found out: the last thing that is done to
 * a finding before anybody who keeps or tells something is given it.
 */
export class HiddenKeys {
  /** Paths of the routes that hide their keys, by edition and name; the newest edition last. */
  readonly #paths = new Map<number, ReadonlyMap<string, string>>();

  constructor(private readonly keyed: Keyed) {}

  learn(edition: number, routes: readonly KeyedRoute[]): void {
    const hiding = routes.filter(({ redact }) => hidesKey(redact));
    this.#paths.set(edition, new Map(hiding.map(({ name, path }) => [name, path])));
    const [oldest] = this.#paths.keys();
    if (this.#paths.size > maxEditions && oldest !== undefined) this.#paths.delete(oldest);
  }

  /** The finding as it may be kept: key and entity as marks, and of the request the path that its route matches. */
  hide(finding: Finding): Finding {
    const path = this.#pathOf(finding);
    if (path === undefined) return finding;
    const entity = keyMark(finding.entity, this.keyed);
    if (finding.verdict === 'match' || finding.verdict === 'skipped') return { ...finding, entity };
    const key = finding.key === finding.entity ? entity : keyMark(finding.key, this.keyed);
    if (finding.verdict === 'settled' || finding.verdict === 'confirmed' || finding.sample === null)
      return { ...finding, entity, key };
    const [method = ''] = finding.sample.request.split(' ', 1);
    return { ...finding, entity, key, sample: { ...finding.sample, request: `${method} ${path}` } };
  }

  /** One of which nobody knows any more hides as the newest does. */
  #pathOf({ route, edition }: Finding): string | undefined {
    const known = edition === undefined ? undefined : this.#paths.get(edition);
    return (known ?? [...this.#paths.values()].at(-1))?.get(route);
  }
}

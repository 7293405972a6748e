import type { Side } from '../evidence/tally.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import type { Receiver } from './receiver.js';
import { VersionReader } from './version-reader.js';
import type { WatchedVersion, WatchedVersions } from './watched-versions.js';

/** By which versions one request was answered, on either side. */
export class PairVersions {
  /** Undefined for a side whose version is not watched: the others must not pay for it. */
  readonly #sides: { readonly [S in Side]: WatchedVersion | undefined };
  readonly #told: { [S in Side]?: string } = {};

  constructor(versions: WatchedVersions, { legacy, candidate }: RouteRule) {
    this.#sides = {
      legacy: versions.get(legacy),
      candidate: candidate ? versions.get(candidate.upstream) : undefined,
    };
  }

  /** Who is to receive a read of this side, so that its version is heard where its answers tell one. */
  readFrom(side: Side, receiver: Receiver): Receiver {
    const version = this.#sides[side];
    if (version?.source.kind !== 'header') return receiver;
    const hear = (told: string | undefined): void => {
      version.watch.tell(told, performance.now());
      if (told !== undefined) this.#told[side] = told;
    };
    return new VersionReader(version.source.name, hear, receiver);
  }

  /**
   * Whether what the sides answered is evidence of no one pair of versions.
   * @param now monotonic milliseconds
   */
  areMixed(now: number): boolean {
    return this.#isMixed('legacy', now) || this.#isMixed('candidate', now);
  }

  #isMixed(side: Side, now: number): boolean {
    const version = this.#sides[side];
    return version !== undefined && version.watch.isMixed(version.of, this.#told[side], now);
  }
}

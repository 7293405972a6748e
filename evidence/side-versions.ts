import type { Side } from './tally.js';

/** The version of each side: null where it tells none, undefined where it was not read yet. */
export type SideVersions = { readonly [S in Side]: string | null | undefined };

/** The version of each side, as far as it can be known: null where it tells none. */
export type KnownSides = { readonly [S in Side]: string | null };

/** What a route's evidence was of when that was last written down. */
export interface ToldBasis extends KnownSides {
  /** As `configurationOf` tells it; null where an earlier version of Banyan wrote it down, which did not know. */
  readonly configuration: string | null;
}

/** What an evidence key is made of. */
export interface EvidenceBasis {
  /** A hash of everything in the route but how its dial is turned. */
  readonly configuration: string;
  readonly versions: SideVersions;
}

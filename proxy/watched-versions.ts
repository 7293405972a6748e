import { isDeepStrictEqual } from 'node:util';
import type { VersionSource } from './version-rule.js';
import { VersionWatch } from './version-watch.js';

/** Where upstreams tell their versions, by upstream; only of those that do. */
export type VersionSources = Readonly<Record<string, VersionSource>>;

/**
 * The versions that evidence is of, by upstream: null for one that tells none. One that is not named was not
 * read yet, and its evidence waits for what it will tell.
 */
export type KnownVersions = Readonly<Record<string, string | null>>;

/** An upstream's version as the requests of one edition meet it. */
export interface WatchedVersion {
  readonly source: Exclude<VersionSource, { kind: 'is' }>;
  readonly watch: VersionWatch;
  /** The version that the edition's evidence is of; undefined when nothing was known. */
  readonly of: string | null | undefined;
}

/** By upstream; only of those whose version may change while an edition serves. */
export type WatchedVersions = ReadonlyMap<string, WatchedVersion>;

/**
 * The watches of an edition. One whose source is as it was goes on; one that is told otherwise from now on
 * begins with what was known.
 */
export function watchVersions(
  sources: VersionSources,
  earlier: WatchedVersions = new Map(),
  known: KnownVersions = {},
): WatchedVersions {
  return new Map(
    Object.entries(sources).flatMap(([upstream, source]) => {
      if (source.kind === 'is') return [];
      const before = earlier.get(upstream);
      const goesOn = before !== undefined && isDeepStrictEqual(before.source, source);
      const watch = goesOn ? before.watch : new VersionWatch(source.calm, known[upstream]);
      return [[upstream, { source, watch, of: watch.known }] as const];
    }),
  );
}

/** What evidence is of from now on: what is watched, what the file says, and what was known of others. */
export function knownVersions(
  upstreams: readonly string[],
  sources: VersionSources,
  watched: WatchedVersions,
  before: KnownVersions = {},
): KnownVersions {
  const known: Record<string, string | null> = { ...before };
  for (const upstream of upstreams) {
    const source = sources[upstream];
    const version = source?.kind === 'is' ? source.version : source ? watched.get(upstream)?.of : null;
    if (version !== undefined) known[upstream] = version;
  }
  return known;
}

/** Versions that evidence is of and answers tell: by upstream, with the header's name in lower case. */
export type ToldVersions = ReadonlyMap<string, { readonly header: string; readonly version: string | null }>;

/** Those of the known versions that answers tell by a header. */
export const toldVersions = (sources: VersionSources, known: KnownVersions): ToldVersions =>
  new Map(
    Object.entries(sources).flatMap(([upstream, source]) => {
      const version = known[upstream];
      if (source.kind !== 'header' || version === undefined) return [];
      return [[upstream, { header: source.name, version }] as const];
    }),
  );

/** Whether an upstream is known by another version than the edition's evidence is of. */
export const isOutdated = (watched: WatchedVersions): boolean =>
  [...watched.values()].some(({ watch, of }) => watch.known !== of);

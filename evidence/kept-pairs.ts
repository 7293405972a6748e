import type { Answer } from '../comparators/observation.js';
import { type Field, type KeptAnswers, nameOf } from '../comparators/suggest/suggestion.js';
import { hash53 } from './settling/hash.js';

/** What may be kept. */
export interface KeptBounds {
  /** Bytes of all routes together. */
  readonly bytes: number;
  /** Bytes of one pair; larger ones are not kept. */
  readonly ofPair: number;
  /** Entities of one fingerprint, and of pairs that match. */
  readonly entities: number;
  /** Fingerprints of one route. */
  readonly fingerprints: number;
  /** Milliseconds. */
  readonly age: number;
}

export const keptBounds: KeptBounds = {
  bytes: 64 * 1024 * 1024,
  ofPair: 256 * 1024,
  entities: 40,
  fingerprints: 64,
  age: 30 * 60_000,
};

/** An entity's newest pair is put in place of its last one, but not more often than this, in milliseconds. */
const renewedAfter = 10_000;
/** What the objects around a pair's bytes take, at least. */
const overhead = 1_024;

interface Kept extends KeptAnswers {
  readonly rank: number;
  readonly at: number;
  readonly bytes: number;
  /** The reservoirs that it stands in. */
  readonly in: Set<Map<string, Kept>>;
}

/**
 * Some pairs of each route in the clear, for suggestions and previews: in the analyst's memory alone, never sent
 * anywhere, never saved. Of each fingerprint, and of what matches, those entities stay whose hashes are smallest:
 * a fair draw of all that were met, however often each came. What is too old goes, and a route of which nothing
 * differs keeps nothing.
 */
export class KeptPairs {
  readonly #routes = new Map<string, RoutePairs>();
  #bytes = 0;

  constructor(
    /** Milliseconds that never go back. */
    private readonly now: () => number,
    private readonly bounds: KeptBounds = keptBounds,
  ) {}

  /** Bytes that are kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a pair that was compared, where it is one of those that stand for the others. */
  keep(route: string, pair: KeptAnswers, { differences }: { readonly differences: readonly Field[] }): void {
    const known = this.#routes.get(route);
    if (differences.length === 0 && !known) return;
    const bytes = overhead + bytesOf(pair.legacy) + bytesOf(pair.candidate);
    if (bytes > this.bounds.ofPair) return;
    const pairs = known ?? new RoutePairs(this.bounds, (freed) => (this.#bytes -= freed));
    this.#routes.set(route, pairs);
    const now = this.now();
    // Told first: what goes for it is subtracted meanwhile.
    const added = pairs.keep({ pair, bytes, at: now, rank: hash53(pair.entity) }, differences);
    this.#bytes += added;
    if (this.#bytes > this.bounds.bytes) this.#makeRoom();
    if (pairs.isAgreed) this.forget(route);
  }

  /** Those of a route, in an order that says nothing of when they came. */
  of(route: string): readonly KeptAnswers[] {
    this.dropOld();
    return [...(this.#routes.get(route)?.all ?? [])].toSorted((a, b) => a.rank - b.rank);
  }

  /** Whether a field stood in any pair of a route when it was examined. */
  stood(route: string, field: Field): boolean {
    return this.#routes.get(route)?.stood(field) === true;
  }

  /** The route's evidence ended. */
  forget(route: string): void {
    for (const kept of this.#routes.get(route)?.all ?? []) this.#bytes -= kept.bytes;
    this.#routes.delete(route);
  }

  /** Drops what is too old, and the rest of a route of which nothing is left that differs. */
  dropOld(): void {
    const oldest = this.now() - this.bounds.age;
    for (const [route, pairs] of this.#routes) {
      pairs.dropWhere(({ at }) => at < oldest);
      if (pairs.isAgreed) this.forget(route);
    }
  }

  /** Drops the oldest of all, an eighth more than must be: to look for them takes time. */
  #makeRoom(): void {
    const all = [...this.#routes.values()].flatMap((pairs) => [...pairs.all]).toSorted((a, b) => a.at - b.at);
    const dropped = new Set<Kept>();
    let left = this.#bytes;
    for (const kept of all) {
      if (left <= this.bounds.bytes * 0.875) break;
      dropped.add(kept);
      left -= kept.bytes;
    }
    for (const pairs of this.#routes.values()) pairs.dropWhere((kept) => dropped.has(kept));
  }
}

interface Offered {
  readonly pair: KeptAnswers;
  readonly bytes: number;
  readonly at: number;
  readonly rank: number;
}

/** The pairs of one route. A pair may stand in several reservoirs and counts once. */
class RoutePairs {
  /** By fingerprint; each by entity. */
  readonly #differing = new Map<string, Map<string, Kept>>();
  readonly #matching = new Map<string, Kept>();
  readonly all = new Set<Kept>();

  constructor(
    private readonly bounds: KeptBounds,
    private readonly freed: (bytes: number) => void,
  ) {}

  /** Nothing differs any more. */
  get isAgreed(): boolean {
    return this.#differing.size === 0;
  }

  stood(field: Field): boolean {
    return this.#differing.has(nameOf(field));
  }

  /** The bytes that are kept in addition. */
  keep(offered: Offered, differences: readonly Field[]): number {
    const places = this.#reservoirsOf(differences).filter((one) => this.#hasPlace(one, offered));
    if (places.length === 0) return 0;
    const { pair, ...rest } = offered;
    const kept: Kept = { ...rest, ...copyOf(pair), in: new Set() };
    for (const place of places) this.#put(place, kept);
    return kept.bytes;
  }

  dropWhere(isDropped: (kept: Kept) => boolean): void {
    for (const kept of this.all) if (isDropped(kept)) for (const place of kept.in) this.#take(place, kept);
    for (const [name, place] of this.#differing) if (place.size === 0) this.#differing.delete(name);
  }

  #reservoirsOf(differences: readonly Field[]): readonly Map<string, Kept>[] {
    if (differences.length === 0) return [this.#matching];
    return [...new Set(differences.map(nameOf))].flatMap((name) => {
      const known = this.#differing.get(name);
      if (known) return [known];
      if (this.#differing.size >= this.bounds.fingerprints) return [];
      const made = new Map<string, Kept>();
      this.#differing.set(name, made);
      return [made];
    });
  }

  #hasPlace(place: Map<string, Kept>, { pair, at, rank }: Offered): boolean {
    const before = place.get(pair.entity);
    if (before) return at - before.at >= renewedAfter;
    return place.size < this.bounds.entities || rank < (last(place)?.rank ?? 0);
  }

  #put(place: Map<string, Kept>, kept: Kept): void {
    const before = place.get(kept.entity) ?? (place.size >= this.bounds.entities ? last(place) : undefined);
    if (before) this.#take(place, before);
    place.set(kept.entity, kept);
    kept.in.add(place);
    this.all.add(kept);
  }

  #take(place: Map<string, Kept>, kept: Kept): void {
    place.delete(kept.entity);
    kept.in.delete(place);
    if (kept.in.size > 0) return;
    this.all.delete(kept);
    this.freed(kept.bytes);
  }
}

/** The one whose hash is largest: the first to go. */
function last(place: ReadonlyMap<string, Kept>): Kept | undefined {
  let found: Kept | undefined;
  for (const kept of place.values()) if (!found || kept.rank > found.rank) found = kept;
  return found;
}

const bytesOf = ({ body, headers }: Answer): number =>
  (body?.byteLength ?? 0) + headers.reduce((sum, [name, value]) => sum + 2 * (name.length + value.length), 0);

/** Bodies are views of a buffer that goes back to whoever sent it. */
const copyOf = ({ entity, legacy, candidate }: KeptAnswers): KeptAnswers => ({
  entity,
  legacy: { ...legacy, body: legacy.body && new Uint8Array(legacy.body) },
  candidate: { ...candidate, body: candidate.body && new Uint8Array(candidate.body) },
});

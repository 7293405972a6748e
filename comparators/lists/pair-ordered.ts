import { alignSpan } from './align-span.js';
import { type Members, type Pair, type Pairing, PairingDraft } from './pairing.js';

/** A stretch of both lists, ends excluded. */
export interface Span {
  readonly legacy: number;
  readonly legacyEnd: number;
  readonly candidate: number;
  readonly candidateEnd: number;
}

/**
 * Pairs lists whose order counts: equal ends are taken off, members that occur once on both sides are
 * anchors, what is left between them is aligned with bounded effort. n log n at worst.
 */
export function pairOrdered(members: Members): Pairing {
  const draft = new PairingDraft();
  const span = trim(members, draft);
  if (span.legacy === span.legacyEnd && span.candidate === span.candidateEnd) return draft;
  if (span.legacy === span.legacyEnd || span.candidate === span.candidateEnd) {
    alignSpan(members, span, draft);
    return draft;
  }
  if (span.legacyEnd - span.legacy === 1 && span.candidateEnd - span.candidate === 1) {
    draft.changed.push([span.legacy, span.candidate]);
    return draft;
  }
  const permutation = samePool(members, span);
  if (permutation !== undefined) {
    for (const pair of permutation) draft.equal.push(pair);
    draft.moved = true;
    return draft;
  }
  let from = { legacy: span.legacy, candidate: span.candidate };
  for (const [legacy, candidate] of anchors(members, span)) {
    alignSpan(members, { ...from, legacyEnd: legacy, candidateEnd: candidate }, draft);
    draft.equal.push([legacy, candidate]);
    from = { legacy: legacy + 1, candidate: candidate + 1 };
  }
  alignSpan(members, { ...span, ...from }, draft);
  return draft;
}

function trim(members: Members, draft: PairingDraft): Span {
  let start = 0;
  let legacyEnd = members.legacyCount;
  let candidateEnd = members.candidateCount;
  while (start < legacyEnd && start < candidateEnd && members.same(start, start)) {
    draft.equal.push([start, start]);
    start += 1;
  }
  while (legacyEnd > start && candidateEnd > start && members.same(legacyEnd - 1, candidateEnd - 1)) {
    legacyEnd -= 1;
    candidateEnd -= 1;
    draft.equal.push([legacyEnd, candidateEnd]);
  }
  return { legacy: start, legacyEnd, candidate: start, candidateEnd };
}

/** The pairs of two stretches that hold the same members in another order. */
function samePool(members: Members, span: Span): Pair[] | undefined {
  if (span.legacyEnd - span.legacy !== span.candidateEnd - span.candidate) return undefined;
  const pool = new Map<string, number[]>();
  for (let at = span.legacyEnd - 1; at >= span.legacy; at -= 1) {
    const token = members.legacyToken(at);
    const places = pool.get(token);
    if (places === undefined) pool.set(token, [at]);
    else places.push(at);
  }
  const pairs: Pair[] = [];
  for (let at = span.candidate; at < span.candidateEnd; at += 1) {
    const partner = pool.get(members.candidateToken(at))?.pop();
    if (partner === undefined) return undefined;
    pairs.push([partner, at]);
  }
  return pairs;
}

/** Members that occur once on both sides, as far as they stand in the same order on both. */
function anchors(members: Members, span: Span): Pair[] {
  const legacy = onlyOnce(span.legacy, span.legacyEnd, (at) => members.legacyToken(at));
  const candidate = onlyOnce(span.candidate, span.candidateEnd, (at) => members.candidateToken(at));
  const common: Pair[] = [];
  for (const [token, at] of legacy) {
    const partner = candidate.get(token);
    if (at >= 0 && partner !== undefined && partner >= 0) common.push([at, partner]);
  }
  return longestRising(common);
}

/** Where each token stands; -1 for those that stand more than once. */
function onlyOnce(from: number, to: number, token: (at: number) => string): Map<string, number> {
  const places = new Map<string, number>();
  for (let at = from; at < to; at += 1) {
    const text = token(at);
    places.set(text, places.has(text) ? -1 : at);
  }
  return places;
}

/** The longest run of pairs, rising on both sides (patience sorting); `pairs` rise in legacy. */
export function longestRising(pairs: readonly Pair[]): Pair[] {
  const tops: number[] = [];
  const before: number[] = [];
  for (const [at, [, candidate]] of pairs.entries()) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < candidate) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? (tops[low - 1] ?? -1) : -1;
    tops[low] = at;
  }
  const rising: Pair[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) rising.push(pair);
  }
  return rising.reverse();
}

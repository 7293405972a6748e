import { type Members, type Pair, type PairingDraft, mostPairsTried } from './pairing.js';
import type { Span } from './pair-ordered.js';

/** Edits that the walk over a wide stretch may find before it goes by position. */
const mostEdits = 200;

/** Aligns a stretch: the cheapest pairing where it is small, a bounded edit walk where it is wide. */
export function alignSpan(members: Members, span: Span, draft: PairingDraft): void {
  const height = span.legacyEnd - span.legacy;
  const width = span.candidateEnd - span.candidate;
  if (height * width <= mostPairsTried) {
    cheapest(members, span, draft);
    return;
  }
  const matched = mayShare(members, span) ? editWalk(members, span) : undefined;
  if (matched === undefined) {
    byPosition(members, span, draft);
    return;
  }
  let from = { legacy: span.legacy, candidate: span.candidate };
  const close = (legacyEnd: number, candidateEnd: number): void => {
    const gap = { ...from, legacyEnd, candidateEnd };
    if ((legacyEnd - from.legacy) * (candidateEnd - from.candidate) <= mostPairsTried)
      cheapest(members, gap, draft);
    else byPosition(members, gap, draft);
  };
  for (const [legacy, candidate] of matched) {
    close(legacy, candidate);
    draft.equal.push([legacy, candidate]);
    from = { legacy: legacy + 1, candidate: candidate + 1 };
  }
  close(span.legacyEnd, span.candidateEnd);
}

/** A member left out costs half a replaced one, so that replaced members are compared in their place. */
const leftOut = 0.5;

function cheapest(members: Members, span: Span, draft: PairingDraft): void {
  const height = span.legacyEnd - span.legacy;
  const width = span.candidateEnd - span.candidate;
  const row = width + 1;
  /** Cost of everything from (i, j) to the end. */
  const costs = new Float64Array((height + 1) * row);
  const unlike = new Float64Array(height * row);
  for (let j = 0; j <= width; j += 1) costs[height * row + j] = (width - j) * leftOut;
  for (let i = height - 1; i >= 0; i -= 1) {
    costs[i * row + width] = (height - i) * leftOut;
    for (let j = width - 1; j >= 0; j -= 1) {
      const u = members.unlikeness(span.legacy + i, span.candidate + j);
      unlike[i * row + j] = u;
      const paired = u + (costs[(i + 1) * row + j + 1] ?? 0);
      const alone = leftOut + Math.min(costs[(i + 1) * row + j] ?? 0, costs[i * row + j + 1] ?? 0);
      costs[i * row + j] = Math.min(paired, alone);
    }
  }
  let i = 0;
  let j = 0;
  while (i < height && j < width) {
    const cost = costs[i * row + j] ?? 0;
    const u = unlike[i * row + j] ?? 1;
    // Sums of fractions: a tie is a tie within the rounding, and a pair wins it.
    if (u + (costs[(i + 1) * row + j + 1] ?? 0) <= cost + 1e-9) {
      (u === 0 ? draft.equal : draft.changed).push([span.legacy + i, span.candidate + j]);
      i += 1;
      j += 1;
    } else if (leftOut + (costs[(i + 1) * row + j] ?? 0) <= cost + 1e-9) {
      draft.absent.push(span.legacy + i);
      i += 1;
    } else {
      draft.extra.push(span.candidate + j);
      j += 1;
    }
  }
  for (; i < height; i += 1) draft.absent.push(span.legacy + i);
  for (; j < width; j += 1) draft.extra.push(span.candidate + j);
}

function byPosition(members: Members, span: Span, draft: PairingDraft): void {
  draft.notes.add('by-position');
  const height = span.legacyEnd - span.legacy;
  const width = span.candidateEnd - span.candidate;
  for (let at = 0; at < Math.max(height, width); at += 1) {
    const pair: Pair = [span.legacy + at, span.candidate + at];
    if (at >= width) draft.absent.push(pair[0]);
    else if (at >= height) draft.extra.push(pair[1]);
    else (members.same(...pair) ? draft.equal : draft.changed).push(pair);
  }
}

/** False where tokens say all, and say that no member of the one stretch is one of the other. */
function mayShare(members: Members, { legacy, legacyEnd, candidate, candidateEnd }: Span): boolean {
  if (members.loose !== undefined) return true;
  const tokens = new Set<string>();
  for (let at = legacy; at < legacyEnd; at += 1) tokens.add(members.legacyToken(at));
  for (let at = candidate; at < candidateEnd; at += 1)
    if (tokens.has(members.candidateToken(at))) return true;
  return false;
}

/** Myers' greedy walk: the equal pairs of a shortest edit script, or undefined past `mostEdits`. */
function editWalk(members: Members, span: Span): Pair[] | undefined {
  const height = span.legacyEnd - span.legacy;
  const width = span.candidateEnd - span.candidate;
  const limit = Math.min(mostEdits, height + width);
  const offset = limit + 1;
  const reach = new Int32Array(2 * limit + 3);
  const trail: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits += 1) {
    trail.push(reach.slice());
    for (let k = -edits; k <= edits; k += 2) {
      const down =
        k === -edits || (k !== edits && (reach[offset + k - 1] ?? 0) < (reach[offset + k + 1] ?? 0));
      let i = down ? (reach[offset + k + 1] ?? 0) : (reach[offset + k - 1] ?? 0) + 1;
      while (i < height && i - k < width && members.same(span.legacy + i, span.candidate + i - k)) i += 1;
      reach[offset + k] = i;
      if (i >= height && i - k >= width) return retrace(trail, span, height - width, offset);
    }
  }
  return undefined;
}

function retrace(trail: readonly Int32Array[], span: Span, diagonal: number, offset: number): Pair[] {
  const pairs: Pair[] = [];
  let i = span.legacyEnd - span.legacy;
  let k = diagonal;
  for (let edits = trail.length - 1; edits >= 0; edits -= 1) {
    const reach = trail[edits] ?? new Int32Array();
    const down = k === -edits || (k !== edits && (reach[offset + k - 1] ?? 0) < (reach[offset + k + 1] ?? 0));
    const before = down ? k + 1 : k - 1;
    const start = edits === 0 ? 0 : down ? (reach[offset + before] ?? 0) : (reach[offset + before] ?? 0) + 1;
    for (; i > start; i -= 1) pairs.push([span.legacy + i - 1, span.candidate + i - 1 - k]);
    i = down ? start : start - 1;
    k = before;
  }
  return pairs.reverse();
}

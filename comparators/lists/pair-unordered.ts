import { type Members, type Pair, type Pairing, PairingDraft, mostPairsTried } from './pairing.js';

/**
 * Pairs lists whose order does not count, as multisets: the same texts first, then what tolerances make
 * equal, then the most alike of what is left. Never quadratic beyond a fixed number of tries.
 */
export function pairUnordered(members: Members): Pairing {
  const draft = new PairingDraft();
  const all = { legacy: positions(members.legacyCount), candidate: positions(members.candidateCount) };
  for (const pair of equalPairs(all, members)) draft.equal.push(pair);
  const unequal = without(all, draft.equal);
  if (unequal.legacy.length * unequal.candidate.length > mostPairsTried) draft.notes.add('by-position');
  for (const pair of mostAlike(unequal.legacy, unequal.candidate, members)) draft.changed.push(pair);
  const alone = without(unequal, draft.changed);
  for (const at of alone.legacy) draft.absent.push(at);
  for (const at of alone.candidate) draft.extra.push(at);
  return draft;
}

/** True when every member of the one list has a partner of its own in the other; whose differ is not asked. */
export function allPair(members: Members): boolean {
  const { legacyCount, candidateCount } = members;
  if (legacyCount !== candidateCount) return false;
  const all = { legacy: positions(legacyCount), candidate: positions(candidateCount) };
  return equalPairs(all, members).length === legacyCount;
}

interface Places {
  readonly legacy: readonly number[];
  readonly candidate: readonly number[];
}

function equalPairs(all: Places, members: Members): Pair[] {
  const same = sameText(all.legacy, all.candidate, members.legacyToken, members.candidateToken);
  const rest = without(all, same);
  if (members.loose === undefined || rest.legacy.length === 0 || rest.candidate.length === 0) return same;
  const more = [...same, ...tolerantPairs(rest, members)];
  if (more.length === Math.min(all.legacy.length, all.candidate.length)) return more;
  // Tolerances are not transitive: what is the very same may have been needed by others.
  const anew = tolerantPairs(all, members);
  return anew.length > more.length ? anew : more;
}

function without(places: Places, pairs: readonly Pair[]): Places {
  const legacyTaken = new Set(pairs.map(([at]) => at));
  const candidateTaken = new Set(pairs.map(([, at]) => at));
  return {
    legacy: places.legacy.filter((at) => !legacyTaken.has(at)),
    candidate: places.candidate.filter((at) => !candidateTaken.has(at)),
  };
}

function positions(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

type Token = (at: number) => string;

function sameText(
  legacy: readonly number[],
  candidate: readonly number[],
  left: Token,
  right: Token,
): Pair[] {
  const pool = groups(legacy.toReversed(), left);
  return candidate.flatMap((at): Pair[] => {
    const partner = pool.get(right(at))?.pop();
    return partner === undefined ? [] : [[partner, at]];
  });
}

function groups(places: readonly number[], token: Token): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const at of places) {
    const text = token(at);
    const group = found.get(text);
    if (group === undefined) found.set(text, [at]);
    else group.push(at);
  }
  return found;
}

function tolerantPairs({ legacy, candidate }: Places, members: Members): Pair[] {
  const { loose } = members;
  if (loose === undefined) return [];
  const rest = groups(candidate, loose.candidateToken);
  return [...groups(legacy, loose.legacyToken)].flatMap(([token, left]): Pair[] => {
    const right = rest.get(token);
    if (right === undefined) return [];
    const numbers = inOrderOfSize(left, right, members);
    const few = left.length * right.length <= mostPairsTried * 4;
    // Tolerances wider than the number itself, and digits that no double tells apart, have no such order.
    if (numbers !== undefined && (!few || numbers.length === Math.min(left.length, right.length)))
      return numbers;
    if (few) return matching(left, right, members);
    return left.flatMap((at, n): Pair[] => {
      const partner = right[n];
      return partner !== undefined && members.same(at, partner) ? [[at, partner]] : [];
    });
  });
}

/** Numbers under a tolerance: in order of size the greedy pairing finds as many pairs as there can be. */
function inOrderOfSize(
  left: readonly number[],
  right: readonly number[],
  members: Members,
): Pair[] | undefined {
  const sized = (side: 'legacy' | 'candidate', places: readonly number[]): [number, number][] | undefined => {
    const all = places.map((at) => [members.loose?.number(side, at) ?? Number.NaN, at] as [number, number]);
    return all.some(([size]) => Number.isNaN(size)) ? undefined : all.sort((a, b) => a[0] - b[0]);
  };
  const legacy = sized('legacy', left);
  const candidate = sized('candidate', right);
  if (legacy === undefined || candidate === undefined) return undefined;
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [one, other] = [legacy[i], candidate[j]];
    if (one === undefined || other === undefined) return pairs;
    if (members.same(one[1], other[1])) {
      pairs.push([one[1], other[1]]);
      i += 1;
      j += 1;
    } else if (one[0] < other[0]) i += 1;
    else j += 1;
  }
}

/** The largest matching of a small group (augmenting paths): tolerances are not transitive. */
function matching(left: readonly number[], right: readonly number[], members: Members): Pair[] {
  const known = new Map<number, boolean>();
  const same = (i: number, j: number): boolean => {
    const key = i * right.length + j;
    const told = known.get(key) ?? members.same(left[i] ?? -1, right[j] ?? -1);
    known.set(key, told);
    return told;
  };
  const partner = new Map<number, number>();
  const augment = (i: number, tried: Set<number>): boolean => {
    for (let j = 0; j < right.length; j += 1) {
      if (tried.has(j) || !same(i, j)) continue;
      tried.add(j);
      const taken = partner.get(j);
      if (taken === undefined || augment(taken, tried)) {
        partner.set(j, i);
        return true;
      }
    }
    return false;
  };
  for (let i = 0; i < left.length; i += 1) augment(i, new Set());
  return [...partner].map(([j, i]): Pair => [left[i] ?? -1, right[j] ?? -1]);
}

/** Pairs the replaced members: the most alike where there are few, else in order. */
function mostAlike(legacy: readonly number[], candidate: readonly number[], members: Members): Pair[] {
  if (legacy.length * candidate.length > mostPairsTried) {
    return legacy.slice(0, candidate.length).map((at, n): Pair => [at, candidate[n] ?? -1]);
  }
  const tries = legacy.flatMap((i) => candidate.map((j) => ({ i, j, unlike: members.unlikeness(i, j) })));
  const legacyTaken = new Set<number>();
  const candidateTaken = new Set<number>();
  const pairs: Pair[] = [];
  // The sort is stable: what is equally alike pairs up in order.
  for (const { i, j } of tries.sort((a, b) => a.unlike - b.unlike)) {
    if (legacyTaken.has(i) || candidateTaken.has(j)) continue;
    legacyTaken.add(i);
    candidateTaken.add(j);
    pairs.push([i, j]);
  }
  return pairs;
}

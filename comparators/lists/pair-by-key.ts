import type { MemberKey } from './member-key.js';
import type { Members, Pair, Pairing } from './pairing.js';
import { PairingDraft } from './pairing.js';
import { pairUnordered } from './pair-unordered.js';

/**
 * Pairs list members by their key. The n-th of several members with one key pairs with the n-th;
 * members without the key pair as in an unordered list, among themselves. Linear.
 * @param legacyKey the key of legacy's member, undefined where it has none
 */
export function pairByKey(
  members: Members,
  legacyKey: (at: number) => MemberKey | undefined,
  candidateKey: (at: number) => MemberKey | undefined,
): Pairing {
  const draft = new PairingDraft();
  const pool = new Pool(members.candidateCount);
  const keyless: { legacy: number[]; candidate: number[] } = { legacy: [], candidate: [] };
  for (let at = members.candidateCount - 1; at >= 0; at -= 1) {
    const key = candidateKey(at);
    if (key === undefined) keyless.candidate.push(at);
    else if (pool.add(key, at)) draft.notes.add('duplicate-key');
  }
  keyless.candidate.reverse();
  const legacyKeys = new Set<MemberKey>();
  let last = -1;
  for (let at = 0; at < members.legacyCount; at += 1) {
    const key = legacyKey(at);
    if (key === undefined) {
      keyless.legacy.push(at);
      continue;
    }
    if (legacyKeys.has(key)) draft.notes.add('duplicate-key');
    legacyKeys.add(key);
    const partner = pool.take(key);
    if (partner === undefined) {
      draft.absent.push(at);
      continue;
    }
    if (partner < last) draft.moved = true;
    last = Math.max(last, partner);
    (members.same(at, partner) ? draft.equal : draft.changed).push([at, partner]);
  }
  for (const at of pool.rest()) draft.extra.push(at);
  addKeyless(members, keyless, draft);
  draft.absent.sort((a, b) => a - b);
  draft.extra.sort((a, b) => a - b);
  return draft;
}

/** The places of each key, the one that was added last first; without a list for each. */
class Pool {
  private readonly first = new Map<MemberKey, number>();
  private readonly next: Int32Array;

  constructor(places: number) {
    this.next = new Int32Array(places).fill(none);
  }

  /** @returns whether there was one already */
  add(key: MemberKey, at: number): boolean {
    const next = this.first.get(key) ?? none;
    this.next[at] = next;
    this.first.set(key, at);
    return next !== none;
  }

  take(key: MemberKey): number | undefined {
    const at = this.first.get(key) ?? none;
    if (at === none) return undefined;
    this.first.set(key, this.next[at] ?? none);
    return at;
  }

  *rest(): Iterable<number> {
    for (const first of this.first.values()) {
      for (let at = first; at !== none; at = this.next[at] ?? none) yield at;
    }
  }
}

const none = -1;

function addKeyless(
  members: Members,
  { legacy, candidate }: { legacy: readonly number[]; candidate: readonly number[] },
  draft: PairingDraft,
): void {
  if (legacy.length + candidate.length === 0) return;
  const all = members.legacyCount + members.candidateCount;
  draft.notes.add(legacy.length + candidate.length === all ? 'no-key' : 'missing-key');
  const [l, c] = [(at: number): number => legacy[at] ?? -1, (at: number): number => candidate[at] ?? -1];
  const { loose } = members;
  const found = pairUnordered({
    legacyCount: legacy.length,
    candidateCount: candidate.length,
    same: (i, j) => members.same(l(i), c(j)),
    legacyToken: (i) => members.legacyToken(l(i)),
    candidateToken: (j) => members.candidateToken(c(j)),
    loose: loose && {
      legacyToken: (i) => loose.legacyToken(l(i)),
      candidateToken: (j) => loose.candidateToken(c(j)),
      number: (side, at) => loose.number(side, side === 'legacy' ? l(at) : c(at)),
    },
    unlikeness: (i, j) => members.unlikeness(l(i), c(j)),
  });
  const back = ([i, j]: Pair): Pair => [l(i), c(j)];
  for (const note of found.notes) draft.notes.add(note);
  for (const pair of found.equal) draft.equal.push(back(pair));
  for (const pair of found.changed) draft.changed.push(back(pair));
  for (const at of found.absent) draft.absent.push(l(at));
  for (const at of found.extra) draft.extra.push(c(at));
}

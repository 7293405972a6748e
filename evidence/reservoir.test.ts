import { describe, expect, it } from 'vitest';
import { Reservoir } from './reservoir.js';

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is left of so many, offered in order. */
function left(reservoir: Reservoir, offered: number): Set<number> {
  const kept = new Set<number>();
  for (let i = 0; i < offered; i++) {
    kept.add(i);
    const gone = reservoir.offer(String(i));
    if (gone !== undefined) kept.delete(Number(gone));
  }
  return kept;
}

describe('a reservoir', () => {
  it('keeps the first, the newest and as many between them as it may', () => {
    for (const [offered, kept] of [
      [1, 1],
      [2, 2],
      [5, 5],
      [6, 5],
      [1000, 5],
    ] as const) {
      const names = left(new Reservoir(3, seeded(offered)), offered);
      expect(names.size).toBe(kept);
      expect(names.has(0)).toBe(true);
      expect(names.has(offered - 1)).toBe(true);
    }
  });

  it('draws those between with the same chance for each', () => {
    const random = seeded(7);
    const drawn = Array.from({ length: 40 }, () => 0);
    const runs = 20_000;
    for (let run = 0; run < runs; run++)
      for (const name of left(new Reservoir(3, random), 42))
        if (name > 0 && name < 41) drawn[name - 1] = (drawn[name - 1] ?? 0) + 1;
    const expected = (runs * 3) / 40;
    const chiSquared = drawn.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 39 degrees of freedom: beyond 72.1 once in a thousand seeds.
    expect(chiSquared).toBeLessThan(72.1);
  });

  it('takes another first, newest or drawn one where one was removed, and is empty when all were', () => {
    const reservoir = new Reservoir(1, () => 0.99);
    for (const name of ['a', 'b', 'c']) reservoir.offer(name);
    expect(reservoir.isAtAnEnd('a') && reservoir.isAtAnEnd('c') && !reservoir.isAtAnEnd('b')).toBe(true);
    reservoir.remove('a');
    reservoir.remove('b');
    expect(reservoir.offer('d')).toBeUndefined();
    expect(reservoir.isAtAnEnd('d')).toBe(true);
    expect(reservoir.offer('e')).toBeUndefined();
    expect(reservoir.offer('f')).toBeDefined();
    for (const name of ['c', 'd', 'e', 'f']) reservoir.remove(name);
    expect(reservoir.isEmpty).toBe(true);
  });

  it('soon draws again after most of many were removed', () => {
    const random = seeded(3);
    const reservoir = new Reservoir(3, random);
    const kept = left(reservoir, 10_000);
    for (const name of kept) reservoir.remove(String(name));
    expect(reservoir.isEmpty).toBe(true);
    const later = left(reservoir, 12);
    expect([...later].some((name) => name > 4 && name < 11)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { chanceFrom } from '../../demo/chance.js';
import { below, holds } from '../../routing-rules/guards/proof.js';
import { firstPass, WilsonBeside } from './first-pass.js';
import { WilsonPromoter } from './naive/wilson.js';
import { NextLook } from './next-look.js';

// What the simulation does not compute must not change what it finds.
const seeds = Array.from({ length: 40 }, (_, seed) => `${seed}`);

describe('looking only where a look can pass', () => {
  it.each(seeds)('finds the same as looking always: %s', (seed) => {
    const chance = chanceFrom(seed);
    const rate = chance() * 0.02;
    const look = new NextLook(0.02, 0.05);
    for (let [n, k] = [1, 0]; n < 1_500; n += 1) {
      k += Number(chance() < rate);
      expect(look.passes(n, k)).toBe(holds(below(n, k, 0.02, 0.05)));
    }
  });

  it.each(seeds)('finds the first pass of a stream, and what Wilson would do in it: %s', (seed) => {
    const [stream, most] = [{ rate: 0.01, tau: 0.02, alpha: 0.05 }, 3_000];
    const bad = new Set<number>();
    const beside = new WilsonBeside(0.02, 1.645);
    const found = firstPass({ ...stream, most }, chanceFrom(seed), (from, to, k) => {
      beside.seen(from, to, k);
      if (to < most) bad.add(to + 1);
    });
    const wilson = new WilsonPromoter(0.02, 1.645);
    let first = Number.POSITIVE_INFINITY;
    for (let [n, k] = [1, 0]; n <= most; n += 1) {
      k += Number(bad.has(n));
      wilson.count(bad.has(n));
      if (n < first && holds(below(n, k, 0.02, 0.05))) first = n;
    }
    expect(found).toBe(first);
    expect(beside.promoted).toBe(wilson.promoted);
  });
});

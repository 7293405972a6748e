import { describe, expect, it } from 'vitest';
import { mostClaims, PairDraw } from './pair-draw.js';

describe('the requests that tell how both sides did', () => {
  it('are one of an entity in a minute, for each route', () => {
    let now = 59_000;
    const draw = new PairDraw(() => now);
    expect([draw.claim('r', 'a'), draw.claim('r', 'a'), draw.claim('r', 'b'), draw.claim('s', 'a')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    now = 60_000;
    expect([draw.claim('r', 'a'), draw.claim('r', 'a')]).toEqual([true, false]);
  });

  it('are no more than so many of a route in a minute', () => {
    let now = 0;
    const draw = new PairDraw(() => now);
    let claimed = 0;
    for (let i = 0; i < mostClaims * 1.1; i += 1) if (draw.claim('r', `entity ${i}`)) claimed += 1;
    expect(claimed).toBe(mostClaims);
    expect(draw.claim('s', 'one')).toBe(true);
    now = 60_000;
    expect(draw.claim('r', 'one more')).toBe(true);
  });

  it('begin with the read that the coin says', () => {
    let coin = true;
    const draw = new PairDraw(
      () => 0,
      () => coin,
    );
    expect(draw.shadowFirst()).toBe(true);
    coin = false;
    expect(draw.shadowFirst()).toBe(false);
  });

  it('begin with either read by an even chance where nothing is said', () => {
    const draw = new PairDraw();
    const heads = Array.from({ length: 2_000 }, () => draw.shadowFirst()).filter(Boolean).length;
    expect(heads).toBeGreaterThan(800);
    expect(heads).toBeLessThan(1_200);
  });
});

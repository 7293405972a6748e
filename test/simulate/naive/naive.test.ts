import { expect, it } from 'vitest';
import { chanceFrom, lognormal } from '../../../demo/chance.js';
import { MannWhitney } from './mann-whitney.js';
import { WilsonPromoter, wilsonUpper } from './wilson.js';

it('Wilson’s interval is that of the books', () => {
  expect(wilsonUpper(0, 0, 1.96)).toBe(1);
  expect(wilsonUpper(100, 0, 1.96)).toBeCloseTo(0.036995, 5);
  expect(wilsonUpper(50, 5, 1.96)).toBeCloseTo(0.213602, 4);
});

it('who promotes by it does so at a look, once it is low enough', () => {
  const promoter = new WilsonPromoter(0.02, 1.645);
  for (let i = 0; i < 199; i += 1) promoter.count(false);
  expect(promoter.promoted).toBe(false);
  promoter.count(false);
  expect(promoter.promoted).toBe(true);
});

it('Mann and Whitney find nothing among equals, and what is slower', () => {
  const chance = chanceFrom('ranks');
  const [equal, slower] = [new MannWhitney(), new MannWhitney()];
  expect(equal.z).toBe(0);
  for (let i = 0; i < 1_000; i += 1) {
    const [legacy, candidate] = [lognormal(chance, 0.1, 0.5), lognormal(chance, 0.1, 0.5)];
    equal.note(legacy, candidate);
    slower.note(legacy, 1.2 * candidate);
  }
  expect(Math.abs(equal.z)).toBeLessThan(3);
  expect(slower.z).toBeGreaterThan(5);
});

it('their z is that of comparing each with each', () => {
  const test = new MannWhitney();
  const legacy = [0.01, 0.02, 0.04];
  const candidate = [0.03, 0.05, 0.06];
  for (const [i, one] of legacy.entries()) test.note(one, candidate[i] ?? 0);
  // U = 8 of 9, by 4.5 expected and a variance of 9 · 7 / 12.
  expect(test.z).toBeCloseTo((8 - 4.5) / Math.sqrt((9 * 7) / 12), 9);
});

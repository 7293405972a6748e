import { expect, it } from 'vitest';
import { chooseFault, chooseWeighted } from './choose-fault.js';

it('each fault has its share of the draws, and the rest have none', () => {
  const met = Array.from({ length: 1_000 }, (_, i) => chooseFault(['a', 'b'], 0.01, (i + 0.5) / 1_000));
  const count = (fault: string | undefined): number => met.filter((one) => one === fault).length;
  expect([count('a'), count('b'), count(undefined)]).toEqual([10, 10, 980]);
});

it('more faults than there are shares are refused', () => {
  expect(() => chooseFault(['a', 'b', 'c'], 0.5, 0)).toThrow('more than all');
});

it('what weighs more is chosen more often', () => {
  const one = { name: 'one', weight: 1 };
  const three = { name: 'three', weight: 3 };
  const drawn = [0, 0.24, 0.26, 0.5, 0.99].map((draw) => chooseWeighted([one, three], draw).name);
  expect(drawn).toEqual(['one', 'one', 'three', 'three', 'three']);
});

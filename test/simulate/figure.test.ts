import { expect, it } from 'vitest';
import { type Figure, isBroken, quantile } from './figure.js';

const figure = (measured: Figure['measured'], bound: Figure['bound']): boolean =>
  isBroken({ what: 'it', measured, bound });

it('a share is judged by the binomial of its bound', () => {
  expect(figure({ kind: 'share', hits: 12, runs: 400 }, { most: 0.01 })).toBe(false);
  expect(figure({ kind: 'share', hits: 20, runs: 400 }, { most: 0.01 })).toBe(true);
  expect(figure({ kind: 'share', hits: 300, runs: 400 }, { least: 0.95 })).toBe(true);
  expect(figure({ kind: 'share', hits: 400, runs: 400 }, { none: 'a limit' })).toBe(false);
});

it('a median is judged by how many runs lie beyond it, and one run proves nothing, unless it is certain', () => {
  const values = (of: number, count: number) => Array.from({ length: count }, () => of);
  const median = (all: readonly number[]) => ({ kind: 'amount' as const, values: all, unit: 's' });
  expect(figure(median([...values(80, 20), ...values(100, 20)]), { most: 90 })).toBe(false);
  expect(figure(median([...values(80, 5), ...values(Number.POSITIVE_INFINITY, 35)]), { most: 90 })).toBe(
    true,
  );
  expect(figure(median([100]), { most: 90 })).toBe(false);
  expect(figure({ ...median([100]), isCertain: true }, { most: 90 })).toBe(true);
});

it('events are judged by how many the years let expect', () => {
  expect(figure({ kind: 'count', events: 12, years: 0.5 }, { most: 12 })).toBe(false);
  expect(figure({ kind: 'count', events: 30, years: 0.5 }, { most: 12 })).toBe(true);
});

it('what never happened stands last', () => {
  expect(quantile([3, Number.POSITIVE_INFINITY, 1, 2], 0.5)).toBe(3);
  expect(quantile([3, Number.POSITIVE_INFINITY, 1, 2], 0.9)).toBe(Number.POSITIVE_INFINITY);
});

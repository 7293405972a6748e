import { expect, test } from 'vitest';
import { type Visit, visits } from './visits.js';

function first(seed: string, count: number): Visit[] {
  const calls = visits({ seed, customers: 600, rate: 30 });
  return Array.from({ length: count }, () => calls.next().value);
}

test('the same seed makes the same calls', () => {
  expect(first('banyan', 200)).toEqual(first('banyan', 200));
  expect(first('banyan', 200)).not.toEqual(first('oak', 200));
});

test('the pace is the rate, on average', () => {
  const calls = first('pace', 6_000);
  const seconds = calls.reduce((sum, { afterMs }) => sum + afterMs, 0) / 1_000;
  expect(6_000 / seconds).toBeGreaterThan(28);
  expect(6_000 / seconds).toBeLessThan(32);
});

test('most calls read, some write, a few ask for nobody', () => {
  const calls = first('mix', 5_000);
  const writes = calls.filter(({ method }) => method === 'POST').length;
  expect(writes / 5_000).toBeGreaterThan(0.06);
  expect(writes / 5_000).toBeLessThan(0.1);
  expect(calls.some(({ path }) => /\/C-[1-9]\/overview$/.test(path))).toBe(true);
  expect(new Set(calls.map(({ agent }) => agent)).size).toBeGreaterThan(450);
});

test('every kind of write is made', () => {
  const kinds = new Set(
    first('writes', 5_000).flatMap(({ method, path }) =>
      method === 'POST' ? path.split('/').slice(4).join('/') : [],
    ),
  );
  expect([...kinds].sort()).toEqual([
    'fraud',
    'loyalty',
    'orders',
    'payments',
    'returns',
    'returns/closure',
    'shipments',
  ]);
});

import { expect, it } from 'vitest';
import { tellBreakers } from './breaker-news.js';

const news = [
  { upstream: 'projection', probedEvery: 20 },
  { upstream: 'shop', probedEvery: 10 },
  { upstream: 'search', probedEvery: null },
];
const told = tellBreakers(news, (upstream) => upstream === 'shop');

it('an upstream that is left alone is told of, with how seldom it is tried', () => {
  expect(told).toHaveLength(2);
  expect(told[0]).toBe(
    'the upstream projection failed five times in a row: as candidate or shadow it is tried again once in 20 s, and what is not asked counts as failed (breaker-open)',
  );
});

it('what clients may meet is said only of one that is legacy somewhere', () => {
  expect(told[0]).not.toContain('legacy');
  expect(told[1]).toMatch(/^the upstream shop .*once in 10 s.* As a route's legacy it is asked as ever/);
});

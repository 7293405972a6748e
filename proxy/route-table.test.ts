import { expect, test } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { noClaims } from './route-table.js';

type Method = 'GET' | 'HEAD' | 'POST';

const route = (name: string, path: string, ...methods: readonly Method[]) =>
  normaliseRoute(name, { match: { methods: [...methods], path }, legacy: 'legacy' });

test('a route is told who claims its method and path already, whatever the parameters are called', () => {
  const claims = noClaims();
  expect(claims.take(route('a', '/orders/:id', 'GET'))).toBeUndefined();
  expect(claims.take(route('b', '/orders/:order', 'GET'))?.name).toBe('a');
  expect(claims.take(route('c', '/orders/:id', 'POST'))).toBeUndefined();
  expect(claims.take(route('d', '/orders/latest', 'GET'))).toBeUndefined();
});

test('a parameter that may be left out claims the path without it too', () => {
  const claims = noClaims();
  expect(claims.take(route('a', '/orders', 'GET'))).toBeUndefined();
  expect(claims.take(route('b', '/orders/:id?', 'GET'))?.name).toBe('a');
  expect(claims.take(route('c', '/orders/:id', 'GET'))).toBeUndefined();
});

test('who clashes in one method claims nothing in the others', () => {
  const claims = noClaims();
  expect(claims.take(route('a', '/orders', 'POST'))).toBeUndefined();
  expect(claims.take(route('b', '/orders', 'GET', 'POST'))?.name).toBe('a');
  expect(claims.take(route('c', '/orders', 'GET'))).toBeUndefined();
});

test('a path that cannot be used claims nothing', () => {
  const claims = noClaims();
  expect(() => claims.take(route('a', '/orders/*/lines', 'GET'))).toThrow('Wildcard must be the last');
  expect(() => claims.take(route('b', '/orders', 'GET', 'GET'))).toThrow('already declared');
  expect(claims.take(route('c', '/orders', 'GET'))).toBeUndefined();
});

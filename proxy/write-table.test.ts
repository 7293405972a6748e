import { describe, expect, it } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { compileWrites } from './write-table.js';

const route = (name: string, path: string, methods: ('POST' | 'PUT' | 'DELETE')[] = ['POST']) =>
  normaliseRoute(name, {
    match: { methods: ['GET'], path: `/${name}` },
    legacy: 'legacy',
    afterWrite: { methods, path },
  });
const matched = (paths: Parameters<typeof compileWrites>[0], method: string, target: string) =>
  compileWrites(paths)
    .match(method, target)
    .map(({ route: { name }, parameters }) => `${name} ${parameters['id'] ?? '-'}`);

describe('what routes say of writes', () => {
  it.each([
    ['/a/:id', '/a/4%2F2?x=1', ['r 4/2']],
    ['/a/:id', '/a/42/orders', []],
    ['/a/:id/**', '/a/42', ['r 42']],
    ['/a/:id/**', '/a/42/', ['r 42']],
    ['/a/:id/**', '/a/42/orders/7/lines', ['r 42']],
    ['/a/:id/**', '/b/42', []],
    ['/**', '/anything/at/all', ['r -']],
  ])('%s finds %s: %j', (path, target, found) =>
    expect(matched([route('r', path)], 'POST', target)).toEqual(found),
  );

  it('find every route that a write is of, however near its path is', () => {
    const routes = [route('wide', '/a/**'), route('near', '/a/:id/orders'), route('same', '/a/:id/orders')];
    expect(matched(routes, 'POST', '/a/42/orders')).toEqual(['wide -', 'near 42', 'same 42']);
  });

  it('hold for the methods that they name', () => {
    const routes = [route('r', '/a/:id', ['PUT', 'DELETE'])];
    expect(matched(routes, 'DELETE', '/a/1')).toEqual(['r 1']);
    expect(matched(routes, 'POST', '/a/1')).toEqual([]);
    expect(matched(routes, 'GET', '/a/1')).toEqual([]);
  });

  it('cannot have /** but at the end', () => {
    expect(() => compileWrites([route('r', '/a/**/b')])).toThrow('Wildcard must be the last character');
  });
});

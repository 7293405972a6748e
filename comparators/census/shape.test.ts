import { describe, expect, it } from 'vitest';
import { shapeOf } from './shape.js';

describe('the shape of a document', () => {
  it.each<[string, unknown, unknown]>([
    ['other values', { a: 1, b: { c: 2 } }, { a: 'x', b: { c: null } }],
    ['longer lists', { l: [{ a: 1 }] }, { l: [{ a: 2 }, { a: 3, b: 4 }] }],
    ['other names on the third level', { a: { b: { c: 1 } } }, { a: { b: { d: 1 } } }],
  ])('is the same with %s', (_, one, other) => {
    expect(shapeOf(one)).toBe(shapeOf(other));
  });

  it.each<[string, unknown, unknown]>([
    ['another name', { a: 1 }, { b: 1 }],
    ['one name more below', { a: { b: 1 } }, { a: { b: 1, c: 1 } }],
    ['a name that stands elsewhere', { a: { c: 1 }, b: {} }, { a: {}, b: { c: 1 } }],
    ['another name in a list’s first member', [{ a: 1 }], [{ b: 1 }]],
  ])('is another with %s', (_, one, other) => {
    expect(shapeOf(one)).not.toBe(shapeOf(other));
  });

  it('is short, however many names there are', () => {
    const many = (of: unknown) => Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, of]));
    expect(shapeOf(many(many(1))).split('\n').length).toBeLessThan(400);
  });
});

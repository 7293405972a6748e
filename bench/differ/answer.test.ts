import { create } from 'jsondiffpatch';
import { describe, expect, it } from 'vitest';
import { answerOf, answerOfDelta, answerOfMicrodiff, isRight } from './answer.js';

describe('an answer', () => {
  it('of Banyan counts values, orders, and all else', () => {
    expect(answerOf([{ kind: 'value' }, { kind: 'order' }, { kind: 'absent' }, { kind: 'value' }])).toEqual({
      changed: 2,
      moved: 1,
      other: 1,
    });
  });

  it('of jsondiffpatch counts the leaves of its delta', () => {
    const differ = create({ objectHash: ({ id }: { id?: number }) => String(id) });
    const delta = differ.diff(
      { a: 1, b: { c: 2 }, gone: 0, l: [{ id: 1 }, { id: 2 }, { id: 3 }] },
      { a: 2, b: { c: 3 }, new: 0, l: [{ id: 3 }, { id: 1 }, { id: 2 }] },
    );
    expect(answerOfDelta(delta)).toEqual({ changed: 2, moved: 1, other: 2 });
    expect(answerOfDelta(undefined)).toEqual({ changed: 0, moved: 0, other: 0 });
  });

  it('of microdiff counts changes, and all else', () => {
    const told = [
      { type: 'CHANGE', path: ['a'], value: 1, oldValue: 2 },
      { type: 'REMOVE', path: ['b'], oldValue: 2 },
    ] as const;
    expect(answerOfMicrodiff(told.map((one) => ({ ...one, path: [...one.path] })))).toEqual({
      changed: 1,
      moved: 0,
      other: 1,
    });
  });

  it('is right when it finds all that there is, and nothing else', () => {
    const documents = { legacy: '', candidate: '', changed: 2, moved: true };
    expect(isRight({ changed: 2, moved: 1, other: 0 }, documents)).toBe(true);
    expect(isRight({ changed: 2, moved: 2_999, other: 0 }, documents)).toBe(true);
    expect(isRight({ changed: 1, moved: 1, other: 0 }, documents)).toBe(false);
    expect(isRight({ changed: 2, moved: 0, other: 0 }, documents)).toBe(false);
    expect(isRight({ changed: 2, moved: 1, other: 1 }, documents)).toBe(false);
  });
});

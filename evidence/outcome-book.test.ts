import { describe, expect, it } from 'vitest';
import { OutcomeBook } from './outcome-book.js';

const unsettled = { class: 'unsettled', why: 'over-budget', fields: [] } as const;
const semantic = { class: 'semantic', why: undefined, fields: [] } as const;
const restarted = (book: OutcomeBook): OutcomeBook => {
  const next = new OutcomeBook();
  next.resume({ ...book.counts, step: book.step });
  return next;
};

describe('what became of requests since the dial was last turned', () => {
  it('is counted beside all of it: what went wrong before speaks against no later step', () => {
    const book = new OutcomeBook();
    book.skip('over-cap', 9);
    book.mismatches(unsettled);
    book.beginStep(1);
    book.matches();
    book.mismatches(semantic);
    book.skip('not-sampled', 5);
    book.skip('over-cap', 2);
    expect(book.step).toEqual({ revision: 1, compared: 2, unsettled: 0, dropped: 2 });
    expect(book.compared).toBe(3);
  });

  it('counts what settles once, and what nobody could settle as such', () => {
    const book = new OutcomeBook();
    book.settles();
    expect(book.step.compared).toBe(1);
    book.settled();
    book.mismatches(unsettled);
    expect(book.step).toMatchObject({ compared: 1, unsettled: 1 });
  });

  it.each([1, 2])('is there after a restart, where the dial stands as it stood (revision %s)', (revision) => {
    const book = new OutcomeBook();
    book.beginStep(1);
    book.matches();
    book.settles();
    const next = restarted(book);
    next.beginStep(revision);
    const expected = revision === 1 ? { compared: 2, unsettled: 1 } : { compared: 0, unsettled: 0 };
    expect(next.step).toMatchObject({ revision, ...expected });
    expect(next.compared).toBe(2);
  });
});

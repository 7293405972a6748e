import { expect, it } from 'vitest';
import { MinuteBook } from './last-minute.js';

it('the last minute counts what came within sixty ticks, and what of it the alarm does not see', () => {
  const book = new MinuteBook();
  book.countRequests(10);
  book.skip('shed', 2);
  book.skip('not-sampled', 3);
  book.skip('version-mixed', 4);
  book.skip('aborted', 1);
  for (let i = 0; i < 59; i += 1) book.close();
  book.countRequests(5);
  expect(book.counts).toEqual({ requests: 15, mixed: 4, shed: 2, notSampled: 3 });
  book.close();
  expect(book.counts).toEqual({ requests: 5, mixed: 0, shed: 0, notSampled: 0 });
});

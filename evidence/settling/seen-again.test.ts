import { expect, it } from 'vitest';
import type { Looked } from '../../comparators/classes/look.js';
import type { FoundField } from '../tally.js';
import { seenAgain } from './seen-again.js';

const total: FoundField = { pattern: '$.total', kind: 'value' };
const status: FoundField = { pattern: '$.status', kind: 'value' };
const looked = (...differences: readonly FoundField[]) =>
  ({ statuses: { legacy: 200, candidate: 200 }, comparison: { differences } }) as unknown as Looked;
const statuses = { legacy: 200, candidate: 200 };

it('tells of a reading which of the pair’s differences were still there', () =>
  expect(
    seenAgain(looked(status, { ...status, pattern: '$.new' }), [total, status], 0.25, 'unclear'),
  ).toEqual({
    after: 0.25,
    saw: 'differs',
    statuses,
    differing: [status],
  }));

it('tells that both sides were the same where none of them was, whatever differed beside', () =>
  expect(seenAgain(looked({ ...status, pattern: '$.new' }), [total], 1.25, 'unclear')).toEqual({
    after: 1.25,
    saw: 'same',
    statuses,
  }));

it('tells why nothing was seen', () =>
  expect(seenAgain(undefined, [total], 3, 'no-answer')).toEqual({
    after: 3,
    saw: 'nothing',
    why: 'no-answer',
  }));

import { expect, it } from 'vitest';
import type { Answer } from './answer.js';
import { type DifferName, differNames } from './contenders.js';
import { whatAnsweredWrong } from './differ-working.js';
import { manyOrders } from './differ-trials.js';

const documents = { legacy: '', candidate: '', changed: 2, moved: false };

function failures(contender: DifferName, answer: Answer | undefined, gaveUp?: string): readonly string[] {
  const rounds = [{ runs: 1, milliseconds: 1, ...(answer && { answer }) }];
  const trial = { name: 'trial', size: manyOrders, situation: 'two differences', contenders: [] } as const;
  return whatAnsweredWrong([
    { trial, documents, standings: [{ contender, rounds, gaveUp, peak: undefined }] },
  ]);
}

it('all that found what there is, and what only parses, worked', () => {
  expect(failures(differNames.compare, { changed: 2, moved: 0, other: 0 })).toEqual([]);
  expect(failures(differNames.parse, undefined)).toEqual([]);
});

it('who found something else, or tells nothing, did not', () => {
  expect(failures(differNames.microdiff, { changed: 1, moved: 0, other: 3 })).toEqual([
    `trial, ${differNames.microdiff}: 1 changed, 0 moved, 3 other, where there are 2 changed and none moved`,
  ]);
  expect(failures(differNames.whole, undefined)).toEqual([
    `trial, ${differNames.whole}: no answer where there are 2 changed and none moved`,
  ]);
});

it('a rival may give up, Banyan may not', () => {
  expect(failures(differNames.jsondiffpatch, undefined, 'took too long')).toEqual([]);
  expect(failures(differNames.compare, undefined, 'took too long')).toEqual([
    `trial, ${differNames.compare}: took too long`,
  ]);
});

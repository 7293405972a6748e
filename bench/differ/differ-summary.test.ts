import { expect, it } from 'vitest';
import { differNames } from './contenders.js';
import { summariesOf, timeOf } from './differ-summary.js';
import type { DifferRound, DifferStanding } from './differ-trial.js';
import { manyOrders } from './differ-trials.js';

const standing = (rounds: DifferRound[], gaveUp?: string): DifferStanding => ({
  contender: differNames.compare,
  rounds,
  gaveUp,
  peak: 7,
});
const summaries = (one: DifferStanding) =>
  summariesOf({
    trial: { name: 'trial', size: manyOrders, situation: 'equal', contenders: [] },
    documents: { legacy: '', candidate: '', changed: 0, moved: false },
    standings: [one],
  });

it('tells the median of one run, and how far rounds lie apart', () => {
  const rounds = [
    { runs: 10, milliseconds: 20 },
    { runs: 1, milliseconds: 3 },
    { runs: 10, milliseconds: 10 },
  ];
  const [summary] = summaries(standing(rounds));
  expect(summary).toMatchObject({ milliseconds: 2, spread: 1, peak: 7 });
});

it('tells no time of who gave up', () => {
  const told = summaries(standing([{ runs: 1, milliseconds: 9 }], 'took too long'));
  expect(timeOf(told, differNames.compare)).toBeUndefined();
});

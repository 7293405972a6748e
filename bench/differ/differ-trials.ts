import { type DifferName, differNames } from './contenders.js';
import type { DifferTrial } from './differ-trial.js';
import { type Situation, type Size, situations } from './documents.js';

/** The sizes of documents, each some ten times the one before. */
export const sizes: readonly Size[] = [
  { name: '3 KB', bytes: 3_000 },
  { name: '70 KB', bytes: 70_000 },
  { name: '700 KB', bytes: 700_000 },
  { name: '10 MB', bytes: 10_000_000 },
];

/** A document with so many orders that quadratic pairing shows. */
export const manyOrders: Size = { name: '3,000 orders', bytes: 1_500_000, orders: 3_000 };

/** The trials of the differ; a quick run leaves out what takes long. */
export function differTrials(quick: boolean): readonly DifferTrial[] {
  if (quick) return sizes.slice(0, 2).flatMap(inEachSituation);
  return [...sizes.flatMap(inEachSituation), differTrial(manyOrders, 'orders reversed')];
}

/** What a trial is called. */
export const differTrialName = (size: Size, situation: Situation): string =>
  `differ, ${size.name}, ${situation}`;

const inEachSituation = (size: Size): DifferTrial[] =>
  situations.map((situation) => differTrial(size, situation));

function differTrial(size: Size, situation: Situation): DifferTrial {
  const contenders = Object.values<DifferName>(differNames)
    // It has no keys: of a reversed list it tells every member of every order.
    .filter((name) => name !== differNames.microdiff || situation !== 'orders reversed')
    .map((name) => ({ name }));
  return { name: differTrialName(size, situation), size, situation, contenders };
}

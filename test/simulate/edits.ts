import type { Chance } from '../../demo/chance.js';
import { alphaOf, standingOf } from '../../evidence/standing.js';
import { logRaise } from '../../routing-rules/formulas/raise.js';
import { NextLook } from './next-look.js';
import { found, openPlace, type Place } from './place.js';

/** It is changed so often at most, and evidence that looks like this or worse is given up. */
const mostChanges = 12;
const hopeless = Math.log(0.2);
const mostEntities = 800;

/** What is changed to begin anew: the rules, which is another attempt, or legacy, which is another thing to compare with. */
export type ChangedPart = 'rules' | 'legacy';

/**
 * Somebody looks after every entity, and begins anew as soon as the evidence does not look like passing. True rate:
 * exactly the threshold.
 * @returns which of the evidences would have been let pass, 0 for the first; undefined if none was
 */
export async function changesUntilPassed(
  part: ChangedPart,
  tau: number,
  chance: Chance,
): Promise<number | undefined> {
  const place = await openPlace({ guards: { mismatch: { below: tau } } });
  try {
    for (let change = 0; change <= mostChanges; change += 1) {
      const [ignore, legacy] = part === 'rules' ? [[`$.edit${change}`], '1'] : [[], `${change}`];
      // oxlint-disable-next-line no-await-in-loop -- one change after the other
      await place.change({ ignore, legacy });
      if (passes(place, tau, chance, `${change}-`)) return change;
    }
    return undefined;
  } finally {
    await place.store.close();
  }
}

function passes({ keeper, books }: Place, tau: number, chance: Chance, names: string): boolean {
  const look = new NextLook(tau, alphaOf(books));
  for (let n = 1, k = 0; n <= mostEntities; n += 1) {
    const isBad = chance() < tau;
    k += Number(isBad);
    keeper.finding(found(`${names}${n}`, isBad));
    if (look.passes(n, k)) return isLetPass(books);
    if (isBad && logRaise(n, k, tau) < hopeless) return false;
  }
  return false;
}

const isLetPass = (books: Place['books']): boolean =>
  standingOf(books).guards.some(({ name, verdict }) => name === 'mismatch' && verdict === 'pass');

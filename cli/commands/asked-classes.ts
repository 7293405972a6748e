import { nearestName } from '../../comparators/explain/nearest-name.js';
import { type MismatchClass, mismatchClasses } from '../../evidence/mismatch-class.js';
import { Impossible } from '../exit.js';

/**
 * The classes of mismatches that a command is asked for by `--class`, with commas between; undefined where it names none.
 * @throws Impossible where there is no such class
 */
export function askedClasses(asked: string | undefined): readonly MismatchClass[] | undefined {
  return asked?.split(',').map((name) => classOf(name.trim()));
}

function classOf(asked: string): MismatchClass {
  const known = mismatchClasses.find((name) => name === asked);
  if (known !== undefined) return known;
  const nearest = nearestName(asked, mismatchClasses);
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  throw new Impossible(
    `--class ${asked}: there is no such class. Name one of ${mismatchClasses.join(', ')}.${meant}`,
  );
}

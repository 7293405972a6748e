import { nearestName } from '../comparators/explain/nearest-name.js';
import { Impossible } from './exit.js';

/** That a file has no route of this name: which was likely meant, and which there are. */
export function unknownRoute(file: string, name: string, names: readonly string[]): Impossible {
  if (names.length === 0)
    return new Impossible(`${file} has no route "${name}", nor any other: add it under routes:.`);
  const nearest = nearestName(name, names);
  const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  return new Impossible(`${file} has no route "${name}".${meant} There are: ${names.join(', ')}.`);
}

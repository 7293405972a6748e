import { nearestName } from '../../comparators/explain/nearest-name.js';
import { knownKeys } from './json-schema.js';
import type { ConfigurationPath } from './placed-message.js';

/**
 * What is said of a key that nobody knows at its place: the key, or the place, that was most likely meant.
 * @param above so many first steps of the path are not in the file: nothing can be moved there
 */
export function unknownKey(path: ConfigurationPath, key: string, above = 0): string {
  return `unknown key "${key}"${elsewhere(path, key, above) ?? `. ${nearby(path, key)}`}`;
}

function nearby(path: ConfigurationPath, key: string): string {
  const known = knownKeys(path);
  const nearest = nearestName(key, known);
  return nearest === undefined
    ? `Known here: ${known.join(', ') || 'nothing'}.`
    : `Did you mean "${nearest}"?`;
}

/** Where a key of that very name is known: beside one of those that it stands in, or inside of one beside it. */
function elsewhere(path: ConfigurationPath, key: string, above: number): string | undefined {
  const outside = path.findLastIndex(
    (_, length) => length >= above && knownKeys(path.slice(0, length)).includes(key),
  );
  if (outside >= 0) return `: it stands beside ${path[outside]}, not in it. Move it out.`;
  const inside = knownKeys(path).find((other) => knownKeys([...path, other]).includes(key));
  return inside === undefined ? undefined : `: it stands in ${inside}, not beside it. Move it in.`;
}

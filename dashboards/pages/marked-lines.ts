import type { Difference } from '../../comparators/difference.js';
import { readPath } from '../../comparators/pattern.js';

/**
 * The places of a side's body that are to be marked: where it holds just what a difference says that it
 * holds. Paths are legacy's; under another name, or at another position, the candidate's is not marked.
 * @param body a tree of plain values; of a text its lines
 */
export function markedPlaces(
  body: unknown,
  side: 'legacy' | 'candidate',
  differences: readonly Difference[],
): ReadonlySet<string> {
  const marked = differences.filter(({ path, [side]: told }) => {
    const steps = readPath(path);
    return (
      told !== undefined &&
      steps !== undefined &&
      JSON.stringify(valueAt(body, steps)) === JSON.stringify(told)
    );
  });
  return new Set(marked.map(({ path }) => path));
}

function valueAt(body: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step)
        ? (at as Record<string | number, unknown>)[step]
        : undefined,
    body,
  );
}

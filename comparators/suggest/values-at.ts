import { parseSelector } from '../rules/selector.js';
import { isObject } from '../scalars/scalars.js';

/** Values of one pattern in one document at most. */
const mostValues = 200;

/** What a document has where a pattern leads. */
export function valuesAt(pattern: string, document: unknown): readonly unknown[] {
  let here: readonly unknown[] = [document];
  for (const step of parseSelector(pattern).steps) {
    here = here
      .flatMap((value): readonly unknown[] => {
        if (step.kind === 'any') return Array.isArray(value) ? value : [];
        if (step.kind !== 'name' || !isObject(value) || !Object.hasOwn(value, step.name)) return [];
        return [value[step.name]];
      })
      .slice(0, mostValues);
  }
  return here;
}

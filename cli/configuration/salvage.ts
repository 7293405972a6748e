import type { ConfigurationPath } from './placed-message.js';
import { type AuthoredConfiguration, configurationSchema } from './schema.js';

/** The value at a place of a document; undefined when nothing stands there. */
export function valueAt(document: unknown, path: ConfigurationPath): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    document,
  );
}

/**
 * What is left of a file when all that its schema refuses is taken out, so that names that do not agree
 * are told in the same round as keys that are misspelt; undefined when nothing is left.
 */
export function salvage(document: unknown): AuthoredConfiguration | undefined {
  const rest: unknown = structuredClone(document);
  // Each round takes out at least one place, or a place above one that is missing.
  for (let round = 0; round < 10; round++) {
    const parsed = configurationSchema.safeParse(rest);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const path = issue.path.filter((step) => typeof step !== 'symbol');
      if (issue.code === 'unrecognized_keys') for (const key of issue.keys) remove(rest, [...path, key]);
      else remove(rest, valueAt(rest, path) === undefined ? path.slice(0, -1) : path);
    }
  }
  return undefined;
}

function remove(document: unknown, path: ConfigurationPath): void {
  const last = path.at(-1);
  const parent = valueAt(document, path.slice(0, -1));
  if (last !== undefined && typeof parent === 'object' && parent !== null)
    Reflect.deleteProperty(parent, last);
}

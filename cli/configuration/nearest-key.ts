import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { ConfigurationPath } from './placed-message.js';
import { configurationSchema } from './schema.js';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The JSON Schema of banyan.yaml as it is written, for editors. */
export const configurationJsonSchema = (): object => z.toJSONSchema(configurationSchema, { io: 'input' });

/** The keys that are known at a place, and the one that an unknown key most likely meant. */
export function nearestKey(
  path: ConfigurationPath,
  key: string,
): { nearest: string | undefined; known: readonly string[] } {
  const known = knownKeys([configurationJsonSchema()], path);
  const [best] = known
    .map((name) => ({ name, away: distance(name.toLowerCase(), key.toLowerCase()) }))
    .toSorted((a, b) => a.away - b.away);
  // Further away than half of the word it is a guess, not a hint.
  const near = best !== undefined && best.away <= Math.max(2, Math.floor(key.length / 2));
  return { nearest: near ? best.name : undefined, known };
}

function knownKeys(schemas: readonly JsonSchema[], path: ConfigurationPath): readonly string[] {
  const here = schemas.flatMap((schema) => [schema, ...(schema.anyOf ?? [])]);
  const [step, ...rest] = path;
  if (step === undefined) return [...new Set(here.flatMap((schema) => Object.keys(schema.properties ?? {})))];
  const next = here.flatMap((schema) => {
    const inner =
      typeof step === 'number' ? schema.items : (schema.properties?.[step] ?? schema.additionalProperties);
    return typeof inner === 'object' ? [inner] : [];
  });
  return knownKeys(next, rest);
}

import { z } from 'zod';
import type { ConfigurationPath } from './placed-message.js';
import { configurationSchema } from './schema.js';

/** What of a JSON Schema is read here. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: string;
  readonly examples?: readonly unknown[];
}

/** The JSON Schema of banyan.yaml as it is written, for editors. */
export const configurationJsonSchema = (): object => z.toJSONSchema(configurationSchema, { io: 'input' });

/** Made once: every message may ask for it several times. */
let known: JsonSchema | undefined;

/** What banyan.yaml may hold at a place: several where there is a choice. */
export function schemasAt(path: ConfigurationPath): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (schemas, step) => withChoices(schemas.flatMap((schema) => below(schema, step))),
    withChoices([(known ??= configurationJsonSchema())]),
  );
}

/** The keys that are known at a place. */
export const knownKeys = (path: ConfigurationPath): readonly string[] => [
  ...new Set(schemasAt(path).flatMap(({ properties = {} }) => Object.keys(properties))),
];

const withChoices = (schemas: readonly JsonSchema[]): readonly JsonSchema[] =>
  schemas.flatMap((schema) => [schema, ...withChoices(schema.anyOf ?? [])]);

function below(
  { properties = {}, additionalProperties, items }: JsonSchema,
  step: string | number,
): JsonSchema[] {
  const named = Object.hasOwn(properties, step) ? properties[step] : additionalProperties;
  const inner = typeof step === 'number' ? items : named;
  return typeof inner === 'object' ? [inner] : [];
}

import { z } from 'zod';
import type { ConfigurationPath } from './placed-message.js';
import { configurationSchema } from './schema.js';

/** What of a JSON Schema is read here. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What kind of text it takes: a duration, a selector, a part of the request. */
  readonly title?: string;
  /** Its last sentence may tell the default: “Default 5s.” */
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** The JSON Schema of banyan.yaml as it is written, for editors. */
export const configurationJsonSchema = (): JsonSchema =>
  z.toJSONSchema(configurationSchema, { io: 'input', override: keepExamples }) as JsonSchema;

/** zod leaves out the examples of what is read into another type, a duration say; these are as it is written. */
const keepExamples: NonNullable<z.core.ToJSONSchemaParams['override']> = ({ zodSchema, jsonSchema }) => {
  const { examples } = z.globalRegistry.get(zodSchema) ?? {};
  if (Array.isArray(examples)) jsonSchema.examples = examples;
};

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

import type { JsonSchema } from '../json-schema.js';

/** What the reference tells of one key of banyan.yaml. */
export interface ReferenceRow {
  /** From the top of the file: `<name>` is a name of yours, `[]` after a key says that it holds a list. */
  readonly path: readonly string[];
  /** What may stand there, in words: `duration`, `list of selector`, or the choices in backticks. */
  readonly takes: string;
  readonly required: boolean;
  /** What holds where the key is left out, as it would be written or in words; undefined where nobody says. */
  readonly otherwise: string | undefined;
  readonly meaning: string;
  readonly examples: readonly unknown[];
}

/** Every key that a schema describes, from the top, each before what stands below it. */
export const referenceRows = (schema: JsonSchema): readonly ReferenceRow[] => below(schema, []);

function below(schema: JsonSchema, path: readonly string[]): readonly ReferenceRow[] {
  const { properties = {}, additionalProperties, required = [], items, anyOf = [] } = schema;
  const [last, ...above] = path.toReversed();
  return [
    ...Object.entries(properties).flatMap(([key, inner]) =>
      withBelow(inner, [...path, key], required.includes(key)),
    ),
    ...(typeof additionalProperties === 'object'
      ? withBelow(additionalProperties, [...path, placeholder(schema)], false)
      : []),
    ...(items && last !== undefined ? below(items, [...above.toReversed(), `${last}[]`]) : []),
    ...anyOf.flatMap((choice) => below(choice, path)),
  ];
}

function withBelow(schema: JsonSchema, path: readonly string[], required: boolean): readonly ReferenceRow[] {
  const { description, examples = [] } = schema;
  const isYours = path.at(-1)?.startsWith('<') === true;
  // Of a key of yours the key above tells what it takes, unless it is an object.
  const isTold = isYours && (description === undefined || schema.properties === undefined);
  const own = { path, takes: takes(schema), required, ...sentences(schema), examples };
  return [...(isTold ? [] : [own]), ...below(schema, path)];
}

/** The meaning, and apart from it the default: its last sentence where that says so. */
function sentences({
  description = '',
  default: filledIn,
}: JsonSchema): Pick<ReferenceRow, 'meaning' | 'otherwise'> {
  const [, meaning = '', said] = /^(.*?)(?:(?:^| )Default (.+)\.)?$/s.exec(description) ?? [];
  const written = filledIn === undefined ? undefined : [filledIn].flat().map(String).join(', ');
  return { meaning, otherwise: said ?? written };
}

/** How a key that is yours to name is written. */
function placeholder({ propertyNames, additionalProperties }: JsonSchema): string {
  const inner = typeof additionalProperties === 'object' ? additionalProperties : {};
  // Beside keys with names of their own the schema tells nothing of what the others are called.
  return `<${propertyNames?.title ?? (inner.properties && inner.title) ?? 'name'}>`;
}

function takes(schema: JsonSchema): string {
  const { title, type, enum: choices, const: only, anyOf, items, properties, additionalProperties } = schema;
  if (properties !== undefined) return 'keys';
  if (typeof additionalProperties === 'object')
    return `by ${placeholder(schema).slice(1, -1)}: ${takes(additionalProperties)}`;
  if (title !== undefined) return title;
  if (choices !== undefined) return choices.map(code).join(', ');
  if (only !== undefined) return code(only);
  if (anyOf !== undefined) return [...new Set(anyOf.map(takes))].join('; or ');
  if (items !== undefined) return `list of ${takes(items)}`;
  if (type === 'boolean') return '`true`, `false`';
  return type === 'integer' ? wholeNumber(schema) : 'text';
}

function wholeNumber({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: JsonSchema): string {
  const most = maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum.toLocaleString('en-US')}`;
  return `whole number from ${minimum.toLocaleString('en-US')}${most}`;
}

const code = (value: unknown): string => `\`${String(value)}\``;

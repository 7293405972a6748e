import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { normaliseConfiguration } from '../configuration.js';
import { configurationJsonSchema, type JsonSchema } from '../json-schema.js';
import { configurationSchema } from '../schema.js';
import { referencePage } from './reference-page.js';
import { type ReferenceRow, referenceRows } from './reference-rows.js';

const schema = configurationJsonSchema();
const rows = referenceRows(schema);
const nameOf = ({ path }: ReferenceRow): string => path.join('.');
const holdsKeys = ({ takes }: ReferenceRow): boolean => /\bkeys\b/.test(takes);

describe('the reference of banyan.yaml', () => {
  it('is what the schemas say; `npm run reference` writes it', () => {
    const page = fileURLToPath(new URL('../../../docs/configuration.md', import.meta.url));
    expect(readFileSync(page, 'utf8')).toBe(referencePage(schema));
  });

  it('says of every key what it means', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter(({ meaning }) => meaning === '').map(nameOf)).toEqual([]);
  });

  it('says of every key what holds without it', () => {
    const silent = rows.filter((row) => !row.required && !holdsKeys(row) && row.otherwise === undefined);
    expect(silent.map(nameOf)).toEqual([]);
  });

  it('shows every key that is no choice', () => {
    const needsExample = (row: ReferenceRow): boolean =>
      !holdsKeys(row) && !row.takes.startsWith('`') && row.otherwise !== 'as above';
    const bare = rows.filter((row) => needsExample(row) && row.examples.length === 0);
    expect(bare.map(nameOf)).toEqual([]);
  });

  it.each(rows.filter(({ examples }) => examples.length > 0).map((row) => ({ ...row, name: nameOf(row) })))(
    'shows examples of $name that the file may hold',
    ({ path, examples }) => {
      examples.forEach((example, nth) => {
        const file = holding(schema, path, example, nth);
        expect(configurationSchema.safeParse(file).error, JSON.stringify(file)).toBeUndefined();
      });
    },
  );
});

describe('the defaults that the reference tells', () => {
  const figures = /^(?:duration|share|size|host:port|whole number|list of share|list of `GET|`)/;
  const told = rows
    // Where a new route begins is filled in when its dial is made.
    .filter(({ path }) => !path.includes('start'))
    .filter(({ takes, otherwise }) => figures.test(takes) && otherwise !== undefined)
    .map((row) => ({ ...row, name: nameOf(row), value: valueOf(row) }));
  const withIt = (path: readonly string[], value: unknown) =>
    configurationSchema.safeParse(holding(schema, path, value, 0));
  const written = told.filter(({ path, value }) => withIt(path, value).success);

  it('are values that the file may hold, but for those that depend', () => {
    const others = told.filter((row) => !written.includes(row)).map(({ name }) => name);
    expect(others).toEqual([
      'upstreams.<name>.host',
      'routes.<name>.afterWrite.pin',
      'routes.<name>.dial.dwell',
      'routes.<name>.dial.dwell.shadow',
      'routes.<name>.dial.dwell.step',
      'routes.<name>.dial.guards.mismatch.confidence',
      'routes.<name>.dial.guards.mismatch.confidence.shadow',
      'routes.<name>.dial.guards.mismatch.confidence.step',
      'routes.<name>.dial.guards.latency',
      'routes.<name>.dial.guards.latency.<quantile>.max',
      'routes.<name>.compare.lists.<selector>.order',
    ]);
  });

  it.each(written)('change nothing where they are written: $name', ({ path, value }) => {
    const normalised = (given: unknown) =>
      normaliseConfiguration(withIt(path, given).data!, new Map(), new Map());
    expect(normalised(value)).toEqual(normalised(undefined));
  });
});

/** A default as it would stand in the file: what is said before a semicolon. */
function valueOf({ takes, otherwise = '' }: ReferenceRow): unknown {
  const [value = ''] = otherwise.split(';');
  return takes.startsWith('list') ? value.split(', ') : parse(value);
}

const yours: Readonly<Record<string, string>> = { '<selector>': '$.a', '<quantile>': 'p95' };

/** What a key needs beside it that the schema cannot say. */
const needed: Readonly<Record<string, object>> = {
  every: { probe: 'http://127.0.0.1:4000/version' },
  calm: { header: 'x-app-version' },
};

/** The least that fits a schema and holds an example at the end of a path. */
function holding(schema: JsonSchema, path: readonly string[], example: unknown, nth: number): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return example;
  const key = step.replaceAll('[]', '');
  const object = [schema, ...(schema.anyOf ?? [])].find(
    ({ properties = {}, additionalProperties }) =>
      key in properties || (key.startsWith('<') && typeof additionalProperties === 'object'),
  );
  const inner = object?.properties?.[key] ?? (object?.additionalProperties as JsonSchema);
  const held = step.endsWith('[]')
    ? [holding(inner.items!, rest, example, nth)]
    : holding(inner, rest, example, nth);
  return {
    ...(least(object!, nth) as object),
    ...needed[key],
    [yours[key] ?? key.replace('<name>', 'x')]: held,
  };
}

/** The least that fits a schema: what it requires, by the nth of their examples. */
function least(
  { properties, required = [], examples = [], enum: choices = [], ...more }: JsonSchema,
  nth: number,
): unknown {
  if (properties) return Object.fromEntries(required.map((key) => [key, least(properties[key]!, nth)]));
  if (more.items && examples.length === 0) return [least(more.items, nth)];
  if (typeof more.additionalProperties === 'object') return {};
  return examples[nth] ?? examples[0] ?? choices[0];
}

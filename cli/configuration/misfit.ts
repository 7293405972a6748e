import type { z } from 'zod';
import { nearestName } from '../../comparators/explain/nearest-name.js';
import { flowYaml } from './flow-yaml.js';
import { knownKeys, schemasAt } from './json-schema.js';
import type { ConfigurationPath } from './placed-message.js';

/**
 * What must stand at a place of banyan.yaml, and how to write what was meant; for issues of which the schema
 * itself says nothing.
 * @param given what stands there
 */
export function misfit(issue: z.core.$ZodIssue, given: unknown, path: ConfigurationPath): string {
  switch (issue.code) {
    case 'invalid_type':
      return (given === null ? 'has no value; ' : '') + wrongKind(issue.expected, given, path);
    case 'invalid_value':
      return notAmong(issue.values.map(String), given);
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum));
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? unreadable;
    default:
      return unreadable;
  }
}

const unreadable = 'cannot be read; `banyan schema` describes what may stand here';

function wrongKind(expected: string, given: unknown, path: ConfigurationPath): string {
  switch (expected) {
    case 'array':
      return `must be a list${asList(given, path)}`;
    case 'object':
    case 'record':
      return `must be an object of key: value${asObject(given, path)}`;
    case 'string':
      return `must be a text${asText(given, path)}`;
    case 'boolean':
      return 'must be true or false';
    default:
      return `must be a ${expected === 'int' ? 'whole number' : 'number'}${asNumber(given, path)}`;
  }
}

function asList(given: unknown, path: ConfigurationPath): string {
  const items = schemasAt([...path, 0]);
  const members = items.find(({ type }) => type === 'object')?.required;
  if (members !== undefined)
    return isObject(given)
      ? write([given], path)
      : `, such as [{ ${members.map((key) => `${key}: …`).join(', ')} }]`;
  if (isScalar(given)) return write([given], path);
  return isObject(given) ? write(Object.keys(given), path) : example(path);
}

function asObject(given: unknown, path: ConfigurationPath): string {
  const [only, ...others] = schemasAt(path).flatMap(({ required = [] }) => required);
  const isMeant =
    only !== undefined && others.length === 0 && schemasAt([...path, only])[0]?.type === 'string';
  const meant = isScalar(given) && isMeant ? write({ [only]: given }, path) : '';
  if (meant !== '') return meant;
  const known = knownKeys(path);
  return known.length > 0 ? `. Known here: ${known.join(', ')}.` : example(path);
}

function asText(given: unknown, path: ConfigurationPath): string {
  const suitable = example(path);
  if (suitable !== '') return suitable;
  if (isScalar(given)) return write(String(given), path);
  const [only, ...others] = Object.values(given ?? {});
  return isScalar(only) && others.length === 0 ? write(String(only), path) : '';
}

const asNumber = (given: unknown, path: ConfigurationPath): string =>
  typeof given === 'string' && given.trim() !== '' && Number.isFinite(Number(given))
    ? write(Number(given), path)
    : '';

/**
 * What was given as it should be written; not where it is long. Logs, the page and `/readyz` tell it to anybody,
 * so that only what no secret belongs in is repeated: what a route says of itself, but for addresses.
 */
function write(meant: unknown, [section, , key]: ConfigurationPath): string {
  const isHarmless = section === 'routes' && (key === undefined || !addresses.has(key));
  const text = flowYaml(meant);
  return isHarmless && text.length <= 100 && !text.includes('://') ? `; write ${text}` : '';
}

const addresses: ReadonlySet<string | number> = new Set(['notify', 'repair']);

function example(path: ConfigurationPath): string {
  const [first] = examplesAt(path);
  return first === undefined ? '' : `, such as ${flowYaml(first)}`;
}

/** Of a list that has none those of its members. */
function examplesAt(path: ConfigurationPath): readonly unknown[] {
  const own = schemasAt(path).flatMap(({ examples = [] }) => examples);
  return own.length > 0
    ? own
    : schemasAt([...path, 0]).flatMap(({ examples = [] }) => examples.map((one) => [one]));
}

function notAmong(choices: readonly string[], given: unknown): string {
  const nearest = typeof given === 'string' ? nearestName(given, choices) : undefined;
  const hint = nearest === undefined ? '' : `. Did you mean ${nearest}?`;
  return `must be one of ${choices.join(', ')}${hint}`;
}

function tooSmall(of: string, least: number): string {
  if (of !== 'array' && of !== 'string') return `must be at least ${least}`;
  return least > 1 ? `must have at least ${least} members` : 'must not be empty';
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { stringify } from 'yaml';

/** A value as one line of YAML, as it may stand inside of brackets: `[$.a, "$.b[*]"]`, `{ by: id }`. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, held]) => `${scalar(key)}: ${flowYaml(held)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  return scalar(value);
}

/** Quoted where it must be among brackets. */
const scalar = (value: unknown): string =>
  stringify([value], { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 })
    .trim()
    .slice(1, -1);

import { explainedProblems } from '../../comparators/explain/explained-problems.js';
import { type CompareRules, compareSchema } from '../../comparators/rules/rules-schema.js';
import type { ConfigurationPath } from './placed-message.js';
import type { Problem } from './problem.js';
import { inFileOrder } from './read-configuration.js';
import { readYaml } from './read-yaml.js';
import { readBySchema } from './schema-problems.js';

/** Rules that were read from a file of their own, or every problem at once. */
export type RulesRead =
  | { readonly kind: 'valid'; readonly rules: CompareRules }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Where in banyan.yaml the text of such a file would stand. */
const inConfiguration: ConfigurationPath = ['routes', '', 'compare'];

/** Reads a `--rules` file: YAML whose top level is what stands under `compare:`. */
export function readRules(text: string): RulesRead {
  const yaml = readYaml(text);
  if (yaml.kind === 'invalid') return yaml;
  const { authored, locate } = yaml;
  const parsed = readBySchema(compareSchema, authored, inConfiguration);
  const found =
    parsed.kind === 'valid'
      ? explainedProblems(parsed.value).map(({ where, message }) => ({ path: where, message }))
      : parsed.problems;
  if (parsed.kind === 'valid' && found.length === 0) return { kind: 'valid', rules: parsed.value };
  const problems = found.map(({ path, message }) =>
    locate(path, path.length === 1 && path[0] === 'compare' ? wholeBlock : message),
  );
  return { kind: 'invalid', problems: inFileOrder(problems) };
}

const wholeBlock =
  'a rules file begins with what stands under compare: take that line out, and the others two blanks to the left';

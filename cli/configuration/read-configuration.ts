import { oneEntity } from './one-entity.js';
import { type Configuration, normaliseConfiguration } from './configuration.js';
import { type ConfigurationSources, findCustomModules } from './custom-modules.js';
import { crossCheck } from './cross-check.js';
import { dialNotes } from './dial-settings.js';
import type { ConfigurationPath } from './placed-message.js';
import type { Problem } from './problem.js';
import { readYaml } from './read-yaml.js';
import { routeRuleNotes, routeRuleProblems } from './route-rules.js';
import { salvage, valueAt } from './salvage.js';
import { readBySchema } from './schema-problems.js';
import { configurationSchema } from './schema.js';
import { readUpstreamsTls } from './upstreams-tls.js';
import { withoutEffect } from './without-effect.js';

/** What is told of a file that is valid, beside what it configures. */
export interface ToldOfFile {
  readonly notes: readonly Problem[];
  /** The file itself. */
  readonly text: string;
}

/** What was read: a configuration, or every problem at once. */
export type ConfigurationRead =
  | ({
      readonly kind: 'valid';
      readonly configuration: Configuration;
      /** Gives what is found later its place in the file. */
      readonly locate: (path: ConfigurationPath, message: string) => Problem;
    } & ToldOfFile)
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** For a text that stands alone, with no files beside it. */
const nothingBeside: ConfigurationSources = {
  resolve: (path) => path,
  readFile: () => {
    throw new Error('there are no files here');
  },
  environment: {},
  now: new Date(0),
};

/**
 * Reads the text of a banyan.yaml; pure but for the files that it names, which come from `sources`,
 * and complete: every problem is told, not the first.
 */
export function readConfiguration(
  text: string,
  sources: ConfigurationSources = nothingBeside,
): ConfigurationRead {
  const yaml = readYaml(text);
  if (yaml.kind === 'invalid') return yaml;
  const { authored, locate } = yaml;
  const parsed = readBySchema(configurationSchema, authored);
  const rest = parsed.kind === 'valid' ? parsed.value : salvage(authored);
  const meanings = rest
    ? [...crossCheck(rest, namesUnder(authored, 'upstreams')), ...routeRuleProblems(rest)]
    : [];
  const tls = readUpstreamsTls(rest?.upstreams ?? {}, sources);
  const shapes = parsed.kind === 'valid' ? [] : parsed.problems;
  const problems = [...shapes, ...meanings, ...tls.problems].map(({ path, message }) =>
    locate(path, message),
  );
  if (parsed.kind === 'invalid' || problems.length > 0)
    return { kind: 'invalid', problems: inFileOrder(problems) };
  const custom = findCustomModules(parsed.value.routes ?? {}, sources);
  const notes = [
    ...withoutEffect(parsed.value),
    ...oneEntity(parsed.value),
    ...dialNotes(parsed.value),
    ...routeRuleNotes(parsed.value),
    ...tls.notes,
    ...custom.notes,
  ].map(({ path, message }) => locate(path, message));
  const configuration = normaliseConfiguration(parsed.value, tls.rules, custom.modules);
  return { kind: 'valid', configuration, notes: inFileOrder(notes), text, locate };
}

const namesUnder = (authored: unknown, key: string): readonly string[] =>
  Object.keys(valueAt(authored, [key]) ?? {});

export function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

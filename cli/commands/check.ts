import { formatRequestPart } from '../../routing-rules/request-part.js';
import { formatShare } from '../../routing-rules/units.js';
import type { Configuration, ConfiguredRoute } from '../configuration/configuration.js';
import { effectiveYaml } from '../configuration/effective.js';
import { withoutSecrets } from '../configuration/hide-secrets.js';
import { formatProblem, type Problem } from '../configuration/problem.js';
import type { ConfigurationPath } from '../configuration/placed-message.js';
import { readConfigurationFile } from '../configuration/read-file.js';
import { CustomError } from '../../comparators/custom.js';
import { CustomRoom } from '../threads/custom-room.js';
import { startRelay } from '../threads/start-relay.js';
import { exitCodes } from '../exit.js';
import { inert, print, printJson, printTable } from '../print.js';
import { unknownRoute } from '../unknown-route.js';
import { checkSample } from './check-sample.js';
import { explainRoutes, ruleTables } from './rule-tables.js';
import { readTracing, type TracingSettings } from '../tracing/tracing-settings.js';
import { missingTokens, shortTokens } from '../threads/admin-tokens.js';

/** What `banyan check` may be asked beside the file. */
interface CheckOptions {
  readonly json?: boolean;
  /** A file with an answer of legacy's. */
  readonly sample?: string;
  /** Show the rules of this route alone. */
  readonly route?: string;
  /** Print what is in force, every default written out, and nothing else. */
  readonly effective?: boolean;
}

/** `banyan check [banyan.yaml]`: every problem at once, or the resolved routes and which rule governs where. */
export function check(file: string, options: CheckOptions): number {
  const read = readConfigurationFile(file);
  if (read.kind === 'invalid') {
    if (options.json) printJson({ valid: false, problems: read.problems });
    else for (const problem of read.problems) print(inert(formatProblem(file, problem)));
    if (!options.json)
      print(`${read.problems.length === 1 ? '1 problem' : `${read.problems.length} problems`}.`);
    return exitCodes.no;
  }
  if (options.effective) {
    for (const line of effectiveYaml(read.text).trimEnd().split('\n')) print(inert(line));
    return exitCodes.done;
  }
  const { configuration, locate } = read;
  const routes = routesAsked(file, configuration, options.route);
  if (options.sample !== undefined) {
    checkSample(routes, options.sample, options);
    return exitCodes.done;
  }
  const notes = [
    ...read.notes,
    ...shortTokens(configuration, process.env, locate),
    ...customNotes(routes, locate),
  ];
  const missing = missingTokens(configuration, process.env);
  const tracing = readTracing(process.env);
  if (options.json) {
    printJson({
      valid: true,
      notes,
      missing,
      tracing,
      rules: explainRoutes(routes, locate),
      configuration: withoutSecrets(configuration),
    });
    return exitCodes.done;
  }
  printRoutes(configuration);
  print(inert(whereTracesGo(tracing)));
  for (const line of ruleTables(file, routes, notes)) print(line);
  for (const note of notes) print(inert(`note: ${formatProblem(file, note)}`));
  for (const remark of [...missing, ...tracing.warnings]) print(inert(`note: ${remark}`));
  print(`${file} is valid.`);
  return exitCodes.done;
}

const whereTracesGo = (tracing: TracingSettings): string =>
  tracing.kind === 'on'
    ? `traces → ${tracing.endpoint}, ${tracing.sampler}${tracing.sampler.endsWith('ratio') ? ` ${tracing.ratio}` : ''}`
    : `traces: none are sent, since ${tracing.why}`;

/** What is wrong with custom comparators that are there; of one that is not, the reading has told. */
function customNotes(
  routes: readonly ConfiguredRoute[],
  locate: (path: ConfigurationPath, message: string) => Problem,
): readonly Problem[] {
  return routes.flatMap(({ rule, custom }) => {
    if (custom === undefined || custom.version === '') return [];
    const room = new CustomRoom(custom, (start) => startRelay(start, console.error));
    try {
      room.load();
      return [];
    } catch (error) {
      if (!(error instanceof CustomError)) throw error;
      const message = `${error.message}. Until it can be, nothing of this route is compared: its pairs are skipped as analysis-lost.`;
      return [locate(['routes', rule.name, 'compare', 'custom'], message)];
    } finally {
      room.close();
    }
  });
}

function routesAsked(
  file: string,
  { routes }: Configuration,
  name: string | undefined,
): readonly ConfiguredRoute[] {
  if (name === undefined) return routes;
  const found = routes.filter(({ rule }) => rule.name === name);
  if (found.length > 0) return found;
  throw unknownRoute(
    file,
    name,
    routes.map(({ rule }) => rule.name),
  );
}

function printRoutes(configuration: Configuration): void {
  printTable(
    [
      'ROUTE',
      { head: 'MATCH', fit: 'middle', least: 24 },
      'LEGACY',
      { head: 'CANDIDATE', fit: 'middle', least: 20 },
      { head: 'KEY', fit: 'under' },
      { head: 'STICKY', fit: 'under' },
      { head: 'STARTS', fit: 'under' },
      { head: 'RULES', fit: 'under' },
    ],
    configuration.routes.map((route) => [
      route.rule.name,
      `${route.rule.match.methods.join(',')} ${route.rule.match.path}`,
      route.rule.legacy,
      route.rule.candidate
        ? `${route.rule.candidate.upstream}${route.rule.candidate.path ? ` ${route.rule.candidate.path}` : ''}`
        : '—',
      route.rule.key ? formatRequestPart(route.rule.key) : '—',
      route.rule.sticky ? formatRequestPart(route.rule.sticky) : '—',
      startOf(route),
      String(ruleCount(route)),
    ]),
  );
  print(`everything else → ${configuration.passthrough}`);
}

const startOf = ({ rule }: ConfiguredRoute): string =>
  rule.dial.start.share === undefined
    ? (rule.dial.start.stage ?? (rule.candidate ? 'shadow' : 'observe'))
    : formatShare(rule.dial.start.share);

const ruleCount = ({ compare }: ConfiguredRoute): number =>
  Object.values(compare).reduce<number>(
    (sum, rules) => sum + (typeof rules === 'object' ? Object.keys(rules).length : 1),
    0,
  );

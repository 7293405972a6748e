import { formatRequestPart } from '../../routing-rules/request-part.js';
import { formatShare } from '../../routing-rules/units.js';
import type { Configuration, ConfiguredRoute } from '../configuration/configuration.js';
import { formatProblem } from '../configuration/problem.js';
import { readConfigurationFile } from '../configuration/read-file.js';
import { exitCodes } from '../exit.js';
import { print, printJson, printTable } from '../print.js';
import { missingTokens } from '../threads/admin-tokens.js';

/** `banyan check [banyan.yaml]`: every problem at once, or the resolved routes. */
export function check(file: string, options: { json?: boolean }): number {
  const read = readConfigurationFile(file);
  if (read.kind === 'invalid') {
    if (options.json) printJson({ valid: false, problems: read.problems });
    else for (const problem of read.problems) print(formatProblem(file, problem));
    if (!options.json)
      print(`${read.problems.length === 1 ? '1 problem' : `${read.problems.length} problems`}.`);
    return exitCodes.no;
  }
  const { configuration, notes } = read;
  const missing = missingTokens(configuration, process.env);
  if (options.json) {
    printJson({ valid: true, notes, missing, configuration });
    return exitCodes.done;
  }
  printRoutes(configuration);
  for (const note of notes) print(`note: ${formatProblem(file, note)}`);
  for (const token of missing) print(`note: ${token}`);
  print(`${file} is valid.`);
  return exitCodes.done;
}

function printRoutes(configuration: Configuration): void {
  printTable(
    ['ROUTE', 'MATCH', 'LEGACY', 'CANDIDATE', 'KEY', 'STICKY', 'STARTS', 'RULES'],
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
  rule.start.share === undefined
    ? (rule.start.stage ?? (rule.candidate ? 'shadow' : 'observe'))
    : formatShare(rule.start.share);

const ruleCount = ({ compare }: ConfiguredRoute): number =>
  Object.values(compare).reduce<number>(
    (sum, rules) => sum + (typeof rules === 'object' ? Object.keys(rules).length : 1),
    0,
  );

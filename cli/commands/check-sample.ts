import { readFileSync } from 'node:fs';
import { detectFormat } from '../../comparators/compare-documents.js';
import { DecodeError, readDocument } from '../../comparators/reading/decode.js';
import { answerLimits } from '../../comparators/limits.js';
import {
  type RulesInSample,
  type SampledPattern,
  rulesInSample,
} from '../../comparators/explain/sample-rules.js';
import { colour } from '../colour.js';
import type { ConfiguredRoute } from '../configuration/configuration.js';
import { Impossible } from '../exit.js';
import { inert, print, printJson, tableLines } from '../print.js';

/** `banyan check --sample answer.json`: which rules govern what in an answer of legacy's. */
export function checkSample(
  routes: readonly ConfiguredRoute[],
  sample: string,
  options: { readonly json?: boolean },
): void {
  const [route, other] = routes;
  if (route === undefined || other !== undefined) {
    const names = routes.map(({ rule }) => rule.name).join(', ') || 'none';
    throw new Impossible(`--sample is an answer of one route: name it with --route. There are: ${names}.`);
  }
  const found = rulesInSample(readSample(sample), route.compare);
  if (options.json) printJson({ valid: true, route: route.rule.name, sample, ...found });
  else for (const line of linesOf(route.rule.name, sample, found)) print(line);
}

type Tree = Parameters<typeof rulesInSample>[0];

/** Within the limits of the analyst: what is beyond them is never compared. */
function readSample(file: string): Tree {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = missing ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new Impossible(`${file} cannot be read: ${why}`, { cause: error });
  }
  const format = detectFormat(bytes);
  try {
    const document = readDocument(bytes, format, '', answerLimits);
    if (document.kind === 'tree') return document;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new Impossible(`${file} cannot be compared: ${error.reason}: ${error.message}`, { cause: error });
  }
  throw new Impossible(`${file} is neither JSON nor XML: rules stand at places, and it has none.`);
}

/** Beyond this many lines nobody reads; --json tells all. */
const patternsShown = 200;

function linesOf(route: string, sample: string, { patterns, rules }: RulesInSample): readonly string[] {
  const rows = patterns
    .slice(0, patternsShown)
    .map((pattern) => [inert(pattern.pattern), String(pattern.places), rulesOf(pattern)]);
  const [head = '', ...table] = tableLines([['PATTERN', 'PLACES', 'RULES'], ...rows]);
  const more = patterns.length - patternsShown;
  const idle = [
    ...told(
      'Match nothing in this sample:',
      rules.filter(({ matches }) => matches === 0),
    ),
    ...told(
      'Are overruled wherever they stand in it:',
      rules.filter(({ matches, governs }) => matches > 0 && governs === 0),
    ),
    ...told(
      'Govern only values in it that they cannot judge:',
      rules.filter(({ governs, judges }) => governs > 0 && judges === 0),
    ),
  ];
  return [
    `${colour.bold(route)}: which rules govern ${inert(sample)}`,
    `  ${colour.dim(head)}`,
    ...table.map((line) => `  ${line}`),
    ...(more > 0 ? [`  … ${more} more; --json tells all`] : []),
    ...idle,
  ];
}

function rulesOf({ places, rules }: SampledPattern): string {
  if (rules.length === 0) return colour.dim('—');
  return rules
    .map(
      ({ rule, places: governed }) =>
        inert(rule) + (governed < places ? ` (at ${governed} of ${places})` : ''),
    )
    .join('; ');
}

function told(what: string, rules: RulesInSample['rules']): readonly string[] {
  if (rules.length === 0) return [];
  const lines = rules.map(({ rule, alike }) => {
    const hint = alike === undefined ? '' : colour.dim(`   there is ${inert(alike)}`);
    return `  ${inert(rule)}${hint}`;
  });
  return ['', colour.yellow(what), ...lines];
}

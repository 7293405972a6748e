import { readFileSync } from 'node:fs';
import { detectFormat } from '../../comparators/compare-documents.js';
import { DecodeError, readDocument } from '../../comparators/reading/decode.js';
import { answerLimits } from '../../comparators/limits.js';
import { type SampledRedaction, redactInSample } from '../../comparators/explain/redact-in-sample.js';
import {
  type RulesInSample,
  type SampledPattern,
  rulesInSample,
} from '../../comparators/explain/sample-rules.js';
import { colour } from '../colour.js';
import type { ConfiguredRoute } from '../configuration/configuration.js';
import { Impossible } from '../exit.js';
import { inert, print, printJson, terminalWidth } from '../print.js';
import { tableLines } from '../table.js';
import { unreadable } from '../unreadable.js';

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
  const document = readSample(sample);
  const found = {
    ...rulesInSample(document, route.compare),
    redact: redactInSample(document, route.redact, route.compare.renames),
  };
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
    throw unreadable(file, error);
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

type Found = RulesInSample & { readonly redact: readonly SampledRedaction[] };

function linesOf(route: string, sample: string, { patterns, rules, redact }: Found): readonly string[] {
  const rows = patterns
    .slice(0, patternsShown)
    .map((pattern) => [inert(pattern.pattern), String(pattern.places), rulesOf(pattern)]);
  const [head = '', ...table] = tableLines(
    [{ head: 'PATTERN', fit: 'middle', least: 24 }, 'PLACES', { head: 'RULES', fit: 'wrap' }],
    rows,
    terminalWidth() - 2,
  );
  const more = patterns.length - patternsShown;
  return [
    `${colour.bold(route)}: which rules govern ${inert(sample)}`,
    `  ${colour.dim(head)}`,
    ...table.map((line) => `  ${line}`),
    ...(more > 0 ? [`  … ${more} more; --json tells all`] : []),
    ...idleRules(rules),
    ...told(
      'Hide nothing in this sample; what a misspelt one was to hide is kept:',
      redact.flatMap(({ entry, places, alike }) =>
        places > 0 ? [] : [{ rule: `redact › ${entry}`, hint: thereIs(alike) }],
      ),
    ),
  ];
}

/** What of the rules this sample does not try. */
function idleRules(rules: Found['rules']): readonly string[] {
  return [
    ...told(
      'Match nothing in this sample:',
      rules.flatMap(({ rule, matches, alike }) => (matches > 0 ? [] : [{ rule, hint: thereIs(alike) }])),
    ),
    ...told(
      'Are overruled wherever they stand in it:',
      rules.filter(({ matches, governs }) => matches > 0 && governs === 0),
    ),
    ...told(
      'Pair by what no member of their lists has in it:',
      rules.flatMap(({ rule, lacks = [] }) =>
        lacks.map(({ name, alike }) => ({
          rule,
          hint: [`no ${name}`, ...(alike === undefined ? [] : [thereIs(alike)])].join('; '),
        })),
      ),
    ),
    ...told(
      'Have nothing to say about the values at their places:',
      rules.flatMap(({ rule, where: [section], met }) =>
        met === undefined ? [] : [{ rule, hint: `${whyNot[String(section)] ?? ''}: ${someOf(met)}` }],
      ),
    ),
  ];
}

/** Why a rule of a section has no say about a value. */
const whyNot: Readonly<Record<string, string>> = {
  lists: 'no list',
  numbers: 'no number',
  times: 'no time',
  values: 'not mapped',
};

const valuesShown = 3;

const someOf = (values: readonly string[]): string =>
  values.slice(0, valuesShown).join(', ') + (values.length > valuesShown ? ', …' : '');

const thereIs = (alike: string | undefined): string => (alike === undefined ? '' : `there is ${alike}`);

function rulesOf({ places, rules }: SampledPattern): string {
  if (rules.length === 0) return colour.dim('—');
  return rules
    .map(
      ({ rule, places: governed }) =>
        inert(rule) + (governed < places ? ` (at ${governed} of ${places})` : ''),
    )
    .join('; ');
}

function told(
  what: string,
  rows: readonly { readonly rule: string; readonly hint?: string }[],
): readonly string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ rule, hint = '' }) =>
    hint === '' ? `  ${inert(rule)}` : `  ${inert(rule)}${colour.dim(`   ${inert(hint)}`)}`,
  );
  return ['', colour.yellow(what), ...lines];
}

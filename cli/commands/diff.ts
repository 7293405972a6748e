import { readFileSync } from 'node:fs';
import { colour } from '../colour.js';
import { parse } from 'yaml';
import { compareTexts } from '../../comparators/compare-documents.js';
import { compileRules, ruleProblems } from '../../comparators/compile-rules.js';
import type { Comparison, Difference } from '../../comparators/difference.js';
import { type CompareRules, compareSchema } from '../../comparators/rules-schema.js';
import { readConfigurationFile } from '../configuration/read-file.js';
import { exitCodes, Impossible } from '../exit.js';
import { inert, print, printJson } from '../print.js';

interface DiffOptions {
  readonly rules?: string;
  readonly config?: string;
  readonly route?: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** `banyan diff <legacy-file> <candidate-file>`: what the analyst would say of two answers kept in files. */
export function diff(legacyFile: string, candidateFile: string, options: DiffOptions): number {
  const comparison = compareTexts(
    read(legacyFile),
    read(candidateFile),
    formatFrom(options.format),
    compileRules(rulesFrom(options)),
  );
  if (comparison.verdict === 'unreadable') {
    const { side, reason, detail } = comparison.why;
    throw new Impossible(
      `${side === 'legacy' ? legacyFile : candidateFile} cannot be compared: ${reason}: ${detail}`,
    );
  }
  if (options.json) printJson(contractOf(comparison));
  else printForPeople(comparison);
  return comparison.verdict === 'match' ? exitCodes.done : exitCodes.no;
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Impossible(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
}

function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : error.message;
}

function formatFrom(text: string | undefined): 'json' | 'ndjson' | 'text' | undefined {
  if (text === undefined || text === 'json' || text === 'ndjson' || text === 'text') return text;
  throw new Impossible(`--format is json, ndjson or text, not "${text}".`);
}

function rulesFrom(options: DiffOptions): CompareRules {
  if (options.config !== undefined) return routeRules(options.config, options.route);
  if (options.route !== undefined)
    throw new Impossible('--route names a route of a file given with --config.');
  if (options.rules === undefined) return {};
  const file = options.rules;
  let authored: unknown;
  try {
    authored = parse(new TextDecoder().decode(read(file))) ?? {};
  } catch (error) {
    throw error instanceof Impossible
      ? error
      : new Impossible(
          `${file} is not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
        );
  }
  const parsed = compareSchema.safeParse(authored);
  if (!parsed.success) {
    throw refusal(
      file,
      parsed.error.issues.map(({ path, message }) => ({ where: path.map(String), message })),
    );
  }
  const problems = ruleProblems(parsed.data);
  if (problems.length > 0) throw refusal(file, problems);
  return parsed.data;
}

const refusal = (
  file: string,
  problems: readonly { where: readonly (string | number)[]; message: string }[],
): Impossible =>
  new Impossible(
    [
      `${file} has rules that cannot be used:`,
      ...problems.map(({ where, message }) => `  ${where.join(' › ')}: ${message}`),
    ].join('\n'),
  );

function routeRules(file: string, route: string | undefined): CompareRules {
  const configuration = readConfigurationFile(file);
  if (configuration.kind === 'invalid')
    throw new Impossible(`${file} is not valid: see \`banyan check ${file}\`.`);
  const { routes } = configuration.configuration;
  const found = routes.find(({ rule }) => rule.name === route);
  if (found) return found.compare;
  throw new Impossible(
    `--route must name a route of ${file}: ${routes.map(({ rule }) => rule.name).join(', ') || 'it has none'}.`,
  );
}

/** What `--json` prints to the letter of the contract: the differences without the rules that judged them. */
function contractOf({ verdict, differences, ignored }: Read): unknown {
  const plain = ({ rule: _, ...difference }: Difference): unknown => difference;
  return { verdict, differences: differences.map(plain), ignored: ignored.map(plain) };
}

type Read = Exclude<Comparison, { verdict: 'unreadable' }>;

const examplesShown = 3;

function printForPeople({ verdict, differences, ignored }: Read): void {
  for (const group of groupsOf(differences)) {
    const [first] = group;
    print(
      `${colour.bold(inert(first.pattern))}  ${first.kind}${group.length > 1 ? `  × ${group.length}` : ''}`,
    );
    for (const difference of group.slice(0, examplesShown)) printExample(difference);
    if (group.length > examplesShown) print(colour.dim(`  … ${group.length - examplesShown} more`));
  }
  if (ignored.length > 0) print(colour.dim(`${ignored.length} ignored by rule`));
  print(
    verdict === 'match'
      ? colour.green('match')
      : colour.red(
          `mismatch: ${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`,
        ),
  );
}

type Group = [Difference, ...Difference[]];

/** Differences of one pattern and kind together, in the order they were first met. */
function groupsOf(differences: readonly Difference[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const difference of differences) {
    const id = `${difference.kind} ${difference.pattern}`;
    const known = groups.get(id);
    if (known) known.push(difference);
    else groups.set(id, [difference]);
  }
  return [...groups.values()];
}

function printExample({ path, pattern, legacy, candidate }: Difference): void {
  const place = path === pattern ? '' : `${inert(path)}  `;
  print(`  ${place}${colour.dim('legacy')} ${show(legacy)}  ${colour.dim('candidate')} ${show(candidate)}`);
}

function show(value: unknown): string {
  if (value === undefined) return '—';
  const text = inert(JSON.stringify(value));
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

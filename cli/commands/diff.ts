import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ReadTexts, compareTexts, readTexts } from '../../comparators/compare-documents.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import { CustomError, type CustomJudge } from '../../comparators/custom.js';
import type { Comparison, Difference } from '../../comparators/difference.js';
import type { Format } from '../../comparators/reading/document.js';
import { undoCoding } from '../../comparators/reading/decode.js';
import { fileLimits } from '../../comparators/limits.js';
import { tellable } from '../../comparators/tellable.js';
import { readLines } from '../../comparators/reading/text-lines.js';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { formatProblem } from '../configuration/problem.js';
import { readRules } from '../configuration/read-rules.js';
import { readConfigurationFile } from '../configuration/read-file.js';
import { CustomRoom, inService } from '../threads/custom-room.js';
import { startRelay } from '../threads/start-relay.js';
import { exitCodes, Impossible } from '../exit.js';
import { inert, print, printJson } from '../print.js';
import { unknownRoute } from '../unknown-route.js';
import { unreadable } from '../unreadable.js';
import { differenceLines, sampleLines, verdictLine } from './diff-report.js';

interface DiffOptions {
  readonly rules?: string;
  readonly config?: string;
  readonly route?: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** `banyan diff <legacy-file> <candidate-file>`: what the analyst would say of two answers kept in files. */
export function diff(legacyFile: string, candidateFile: string, options: DiffOptions): number {
  const [legacy, candidate] = [read(legacyFile), read(candidateFile)];
  const format = formatFrom(options.format);
  const size = legacy.byteLength + candidate.byteLength;
  if (size > quick) process.stderr.write(`comparing ${Math.round(size / 1e6)} MB …\n`);
  const comparison = compareFiles(legacy, candidate, format, options);
  if (comparison.verdict === 'unreadable') {
    const { side, reason, detail } = comparison.why;
    const file = { legacy: legacyFile, candidate: candidateFile, both: `${legacyFile} and ${candidateFile}` }[
      side
    ];
    throw new Impossible(`${file} cannot be compared: ${reason}: ${detail}`);
  }
  if (options.json) {
    printJson(contractOf(comparison));
    for (const { path, text } of comparison.notes) process.stderr.write(`note  ${inert(path)}: ${text}\n`);
  } else {
    printForPeople(comparison, () => readTexts(legacy, candidate, format), [
      ...(legacy.length === 0 ? [`${inert(legacyFile)} is empty.`] : []),
      ...(candidate.length === 0 ? [`${inert(candidateFile)} is empty.`] : []),
    ]);
  }
  return comparison.verdict === 'match' ? exitCodes.done : exitCodes.no;
}

/** Bytes that are compared in less than a second nearly everywhere. */
const quick = 10_000_000;

function compareFiles(
  legacy: Uint8Array,
  candidate: Uint8Array,
  format: Format | undefined,
  options: DiffOptions,
): Comparison {
  const rules = authoredRules(options);
  if (rules.custom === undefined) return compareTexts(legacy, candidate, format, compileRules(rules));
  const file = resolve(dirname(options.config ?? options.rules ?? ''), rules.custom);
  const room = new CustomRoom({ file, version: '' }, (start) => startRelay(start, console.error), patience);
  try {
    room.load();
    return compareTexts(legacy, candidate, format, compileRules(rules, timed(room.judge)));
  } catch (error) {
    if (!(error instanceof CustomError)) throw error;
    const detail = error.detail === undefined ? '' : `: ${inert(error.detail)}`;
    throw new Impossible(`${error.message}${detail}`, { cause: error });
  } finally {
    room.close();
  }
}

function printForPeople(comparison: Read, readAgain: () => ReadTexts, remarks: readonly string[]): void {
  for (const line of differenceLines(comparison)) print(line);
  if (comparison.verdict === 'mismatch') {
    const lines = sampleLines(drawn(readAgain()), comparison.differences);
    if (lines.length > 0) for (const line of ['', ...lines, '']) print(line);
  }
  for (const remark of remarks) print(remark);
  print(verdictLine(comparison));
}

/** What of legacy's document is drawn: its value, of a text the lines; nothing of bytes. */
function drawn(read: ReadTexts): unknown {
  if ('why' in read) return undefined;
  const { legacy } = read;
  if (legacy.kind === 'tree') return tellable(legacy.value);
  return legacy.kind === 'text' ? readLines(legacy.text).lines : undefined;
}

function read(file: string): Uint8Array {
  try {
    const bytes = readFileSync(file);
    return undoCoding(bytes, packedAs(bytes), fileLimits);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The coding of an answer that was saved as it came, by how it begins (RFC 1952 §2.3.1, RFC 8878 §3.1.1). */
function packedAs(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (start.startsWith('1f8b08')) return 'gzip';
  return start === '28b52ffd' ? 'zstd' : '';
}

const formats = ['json', 'ndjson', 'xml', 'text'] as const;

function formatFrom(text: string | undefined): Format | undefined {
  const format = formats.find((known) => known === text);
  if (text === undefined || format !== undefined) return format;
  throw new Impossible(`--format is json, ndjson, xml or text, not "${text}".`);
}

/** Tells where an answer came later than a running Banyan waits for it. */
function timed(judge: CustomJudge): CustomJudge {
  return (...asked) => {
    const began = performance.now();
    const answer = judge(...asked);
    const took = Math.ceil(performance.now() - began);
    if (took > inService.call) {
      process.stderr.write(
        `note  custom: took ${took} ms; a running Banyan waits ${inService.call} ms, then skips the pair as analysis-lost\n`,
      );
    }
    return answer;
  };
}

/** A person waits for it: a custom comparator may take longer than while answers pass by, and what it prints is heard. */
const patience = { call: 10_000, load: 10_000, rest: 0, isHeard: true };

function authoredRules(options: DiffOptions): CompareRules {
  if (options.config !== undefined && options.rules !== undefined)
    throw new Impossible('--rules and --config both give rules; give one of the two.');
  if (options.config !== undefined) return routeRules(options.config, options.route);
  if (options.route !== undefined)
    throw new Impossible('--route names a route of a file given with --config.');
  if (options.rules === undefined) return {};
  const file = options.rules;
  const found = readRules(new TextDecoder().decode(read(file)));
  if (found.kind === 'valid') return found.rules;
  const problems = found.problems.map((problem) => `  ${inert(formatProblem(file, problem))}`);
  throw new Impossible([`${file} has rules that cannot be used:`, ...problems].join('\n'));
}

function routeRules(file: string, route: string | undefined): CompareRules {
  const configuration = readConfigurationFile(file);
  if (configuration.kind === 'invalid')
    throw new Impossible(`${file} is not valid: see \`banyan check ${file}\`.`);
  const { routes } = configuration.configuration;
  const found = routes.find(({ rule }) => rule.name === route);
  if (found) return found.compare;
  if (route !== undefined)
    throw unknownRoute(
      file,
      route,
      routes.map(({ rule }) => rule.name),
    );
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

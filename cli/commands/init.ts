import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { formatProblem } from '../configuration/problem.js';
import { defaultFile, readerOf } from '../configuration/read-file.js';
import { exitCodes, Impossible } from '../exit.js';
import { exampleOf } from '../init/example-paths.js';
import { notCountedLines } from '../init/counted-examples.js';
import { type Findings, findingsOf } from '../init/findings.js';
import { nothingCounted } from '../init/nothing-counted.js';
import { takenAddresses } from '../init/taken-addresses.js';
import { type Said, wantedFrom } from '../init/questions.js';
import { readSides } from '../init/read-sides.js';
import type { Wanted } from '../init/wanted.js';
import { sentenceOn, untoldLines, writtenFile } from '../init/written-file.js';
import { inert, print } from '../print.js';
import { unreadable } from '../unreadable.js';

/** What `banyan init` may be told, as commander gives it. */
export interface InitOptions {
  readonly legacy?: string;
  readonly candidate?: string;
  readonly path?: string;
  readonly candidatePath?: string;
  readonly key?: string;
  readonly route?: string;
  readonly examples?: string;
  readonly examplesFile?: string;
  readonly headerEnv?: readonly string[];
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** Examples that are read: four times each, twice from either side, so a few dozen reads in all. */
const mostExamples = 12;

/**
 * `banyan init [banyan.yaml]`: asks for two addresses and a path, reads a few examples from both sides, and writes a
 * configuration with what it saw. Exit 0 when it is written.
 * @throws Impossible for what is missing or wrong, for a file that is there, and where no example was answered with
 *   2xx by both sides and nobody said `--yes`
 */
export async function init(file: string, options: InitOptions): Promise<number> {
  if (existsSync(file) && !options.force)
    throw new Impossible(`${file} is there already. Name another file, or overwrite it with --force.`);
  const wanted = await wantedFrom(saidIn(options), process.stdin.isTTY && process.stderr.isTTY);
  // What is wrong with the answers is told before anybody is read.
  const problems = problemsOf(
    file,
    writtenFile(
      wanted,
      findingsOf([], () => performance.now()),
    ),
  );
  if (problems.length > 0)
    throw new Impossible(['From these answers no valid file comes:', ...problems].join('\n'));
  const found = await look(wanted);
  for (const line of seenLines(found)) print(line);
  if (found.compared + found.silenced === 0 && !options.yes)
    throw new Impossible(nothingCounted(found, wanted.headers));
  const text = writtenFile(wanted, found);
  // A rule that does not go together with the others is a mistake of ours, and not to be left to the next command.
  const wrong = problemsOf(file, text);
  if (wrong.length > 0) throw new Error([`what was to be written is not valid:`, ...wrong, text].join('\n'));
  writeWhole(file, text, options.force ?? false);
  const [proxy, admin] = listensIn(text);
  for (const line of nextLines(file, wanted, proxy, admin)) print(line);
  const taken = await takenAddresses(proxy, admin);
  if (taken.length > 0) print('');
  for (const line of taken) print(inert(line));
  return exitCodes.done;
}

function saidIn(options: InitOptions): Said {
  return {
    legacy: options.legacy,
    candidate: options.candidate,
    path: options.path,
    candidatePath: options.candidatePath,
    key: options.key,
    route: options.route,
    examples: [
      ...(options.examples?.split(',') ?? []),
      ...(options.examplesFile === undefined ? [] : readText(options.examplesFile).split('\n')),
    ],
    headers: (options.headerEnv ?? []).map(headerFrom),
  };
}

/** `authorization=MY_TOKEN`: secrets come from the environment, where no history of a shell keeps them. */
function headerFrom(text: string): readonly [name: string, variable: string] {
  const [, name, variable] = /^([A-Za-z0-9-]+)=([A-Za-z_][A-Za-z0-9_]*)$/.exec(text) ?? [];
  if (name === undefined || variable === undefined)
    throw new Impossible(
      `--header-env ${text}: write the header and the environment variable that holds it, like authorization=LEGACY_TOKEN.`,
    );
  if (!process.env[variable])
    throw new Impossible(
      `--header-env ${text}: the environment variable ${variable} has no value. Set it first.`,
    );
  return [name.toLowerCase(), variable];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Reads the examples, and finds what they show; whoever waits sees how far it is. */
async function look({ legacy, candidate, headers, ...wanted }: Wanted): Promise<Findings> {
  const examples = wanted.examples
    .slice(0, mostExamples)
    .map((one) => exampleOf(one, wanted.path, wanted.candidatePath))
    .flatMap((read) => ('example' in read ? [read.example] : []));
  const sent = Object.fromEntries(headers.map(([name, variable]) => [name, process.env[variable] ?? '']));
  process.stderr.write(`reading ${examples.length} examples twice from both sides …\n`);
  const read = await readSides({ legacy, candidate, headers: sent }, examples, (at, of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${at} of ${of} `);
  });
  if (process.stderr.isTTY) process.stderr.write('\r          \r');
  return findingsOf(read, () => performance.now());
}

/** What is told of what was seen, side by side and together. */
function seenLines({
  sides,
  examples,
  notCounted,
  compared,
  agreeing,
  silenced,
  safe,
  suggested,
  doubtful,
  untold,
  differing,
}: Findings): readonly string[] {
  const ignored = safe.ignore ?? [];
  const lists = Object.keys(safe.lists ?? {});
  const left = suggested.length + doubtful.length;
  return [
    `legacy     ${sentenceOn(sides.legacy)}`,
    `candidate  ${sentenceOn(sides.candidate)}`,
    ...(compared === 0
      ? []
      : [`${agreeing} of ${compared} examples agree with the rules that are put in place.`]),
    ...(silenced === 0
      ? []
      : [`Of ${silenced} more these rules leave nothing to compare, which is no agreement.`]),
    ...notCountedLines(notCounted, examples).map((line) => `Not counted: ${line}.`),
    ...(ignored.length === 0
      ? []
      : [`Ignored, since legacy never says the same twice: ${inert(ignored.join(', '))}.`]),
    ...notIgnoredLines(doubtful),
    ...(lists.length === 0
      ? []
      : [`Lists whose members are told apart by a key: ${inert(lists.join(', '))}.`]),
    ...[...differing].map(([what, count]) => `Differs: ${inert(what)}, in ${count} of ${compared} examples.`),
    ...(left === 0
      ? []
      : [
          `${left === 1 ? '1 more rule stands' : `${left} more rules stand`} behind # in the file, for ${left === 1 ? 'it forgives' : 'they forgive'} what clients would see.`,
        ]),
    ...untoldLines(untold),
    ...(compared > 0 && compared < fewestForRules
      ? [
          `With ${fewestForRules} examples or more it could suggest rules for what differs; give more with --examples.`,
        ]
      : []),
  ];
}

/** Places that are compared though nothing agrees there, for beside them hardly anything would be. */
function notIgnoredLines(doubtful: Findings['doubtful']): readonly string[] {
  const withheld = doubtful.filter(
    ({ side, why, unsteady, examples }) =>
      side === 'legacy' && unsteady === examples && (why === 'all' || why === 'most'),
  );
  const patterns = withheld.map(({ pattern }) => pattern).join(', ');
  return withheld.length === 0
    ? []
    : [
        `Not ignored, though legacy never says the same twice: ${inert(patterns)}.`,
        'Beside that nothing is compared, or hardly anything: the file says more.',
      ];
}

/** What few entities show may be anything. */
const fewestForRules = 5;

const problemsOf = (file: string, text: string): readonly string[] => {
  const read = readerOf(file)(text);
  return read.kind === 'valid'
    ? []
    : read.problems.map((problem) => `  ${inert(formatProblem(file, problem))}`);
};

/** Whole or not at all; and over a file that came meanwhile only by force. @throws Impossible where it cannot */
function writeWhole(file: string, text: string, force: boolean): void {
  const beside = `${file}.${randomUUID()}`;
  try {
    writeFileSync(beside, text, { flag: 'wx' });
    if (force) renameSync(beside, file);
    else linkSync(beside, file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Impossible(`${file} cannot be written: ${why}. Nothing was changed.`, { cause: error });
  } finally {
    rmSync(beside, { force: true });
  }
}

/** Where the file that was written listens, as it says. */
function listensIn(text: string): readonly [proxy: string, admin: string] {
  const [, proxy = ''] = /^proxy: \{ listen: (\S+) \}/m.exec(text) ?? [];
  const [, admin = ''] = /^admin: \{ listen: (\S+) \}/m.exec(text) ?? [];
  return [proxy, admin];
}

function nextLines(file: string, wanted: Wanted, proxy: string, admin: string): readonly string[] {
  const named = file === defaultFile ? '' : ` ${inert(file)}`;
  const [example] = wanted.examples;
  const read = exampleOf(example ?? wanted.path, wanted.path, undefined);
  const asked = 'example' in read ? read.example.legacy : wanted.path;
  return [
    '',
    `${inert(file)} is written. Next:`,
    `  banyan check${named}`,
    `  banyan serve${named}`,
    `  curl http://${proxy}${inert(asked)}`,
    `  banyan status ${wanted.name} --watch${file === defaultFile ? '' : ` --admin http://${admin}`}`,
  ];
}

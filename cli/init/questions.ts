import { createInterface, type Interface } from 'node:readline/promises';
import { Impossible } from '../exit.js';
import { exampleOf, parametersOf, routeNameOf } from './example-paths.js';
import type { Wanted } from './wanted.js';

/** What was said on the command line; what is missing is asked for. */
export interface Said {
  readonly legacy: string | undefined;
  readonly candidate: string | undefined;
  readonly path: string | undefined;
  readonly candidatePath: string | undefined;
  readonly key: string | undefined;
  readonly route: string | undefined;
  readonly examples: readonly string[];
  readonly headers: Wanted['headers'];
}

/** Asks somebody, who may leave the answer as it is suggested. */
interface Question {
  readonly option: string;
  /** What it is, and what for, in a line. */
  readonly about: string;
  readonly suggested?: string;
  /** Why an answer will not do; undefined where it will. */
  readonly wrong: (answer: string) => string | undefined;
}

/**
 * All that is wanted: what was said, and for the rest the answers of whoever sits at the terminal.
 * @param isAsked whether somebody sits there; else what is missing is an error
 * @throws Impossible naming the option that is missing, or wrong
 */
export async function wantedFrom(said: Said, isAsked: boolean): Promise<Wanted> {
  const terminal = isAsked ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  // Without this Ctrl-D leaves a question open for good.
  const closed = new AbortController();
  terminal?.once('close', () => closed.abort());
  try {
    const answer = (given: string | undefined, question: Question): Promise<string> =>
      answered(given, question, terminal, closed.signal);
    const legacy = base(
      await answer(said.legacy, {
        ...address,
        option: '--legacy',
        about: 'The address of legacy, which answers today',
      }),
    );
    const candidate = base(
      await answer(said.candidate, {
        ...address,
        option: '--candidate',
        about: 'The address of the candidate, which is to answer one day',
      }),
    );
    const path = await answer(said.path, wantedPath);
    const candidatePath = await answer(said.candidatePath ?? (said.path === undefined ? undefined : path), {
      ...samePath(path),
      suggested: path,
    });
    const parameters = parametersOf(path);
    const usual = parameters[0] === undefined ? undefined : `path:${parameters[0]}`;
    const examples =
      said.examples.length > 0 || parameters.length === 0
        ? said.examples
        : (await answer(undefined, wantedExamples(path, candidatePath, parameters))).split(',');
    const shown = examples.map((one) => one.trim()).filter((one) => one !== '');
    refuseMisfits(shown, path, candidatePath);
    return {
      legacy,
      candidate,
      path,
      candidatePath: candidatePath === path ? undefined : candidatePath,
      key: said.key ?? usual,
      name: said.route ?? routeNameOf(path),
      examples: shown.length > 0 ? shown : [path],
      headers: said.headers,
    };
  } finally {
    terminal?.close();
  }
}

async function answered(
  given: string | undefined,
  { option, about, suggested, wrong }: Question,
  terminal: Interface | undefined,
  closed: AbortSignal,
): Promise<string> {
  if (given !== undefined) {
    const why = wrong(given);
    if (why === undefined) return given;
    throw new Impossible(`${option} ${given}: ${why}`);
  }
  if (terminal === undefined)
    throw new Impossible(`${option} is missing, and nobody is at a terminal to be asked. ${about}.`);
  for (;;) {
    const usual = suggested === undefined ? '' : ` [${suggested}]`;
    const typed = await terminal.question(`${about}${usual}: `, { signal: closed }).catch(() => undefined);
    if (typed === undefined) throw new Impossible('Nothing was written: a question was not answered.');
    const answer = typed.trim() || suggested || '';
    const why = wrong(answer);
    if (why === undefined) return answer;
    process.stderr.write(`  ${why}\n`);
  }
}

const address = {
  wrong: (answer: string): string | undefined => {
    const url = URL.canParse(answer) ? new URL(answer) : undefined;
    if (url === undefined || !['http:', 'https:'].includes(url.protocol))
      return 'write an address like http://127.0.0.1:3000';
    return url.username + url.password + url.search + url.hash === ''
      ? undefined
      : 'leave credentials, query and fragment out: secrets do not stand in banyan.yaml (--header-env gives one)';
  },
};

const base = (url: string): string => url.replace(/\/+$/, '');

const isPath = (answer: string): string | undefined =>
  /^\/[^?#\s]*$/.test(answer) ? undefined : 'write a path like /api/customers/:id/overview, without a query';

const wantedPath: Question = {
  option: '--path',
  about:
    'The path of the endpoint, with a name behind a colon for what varies, like /api/customers/:id/overview',
  wrong: isPath,
};

const samePath = (path: string): Question => ({
  option: '--candidate-path',
  about: 'The path of the same on the candidate',
  wrong: (answer) => {
    const unknown = parametersOf(answer).filter((name) => !parametersOf(path).includes(name));
    return (
      isPath(answer) ??
      (unknown.length === 0 ? undefined : `:${unknown[0]} is not in the path of the route, ${path}`)
    );
  },
});

const wantedExamples = (path: string, candidatePath: string, parameters: readonly string[]): Question => ({
  option: '--examples',
  about: `A dozen values of ${parameters.map((name) => `:${name}`).join('/')} that exist, with commas between; each is read twice from both sides`,
  wrong: (answer) => {
    const values = answer.split(',').flatMap((one) => one.trim() || []);
    if (values.length === 0) return 'give one at least: what is read tells which rules the route needs';
    return misfitOf(values, path, candidatePath);
  },
});

function refuseMisfits(examples: readonly string[], path: string, candidatePath: string): void {
  const misfit = misfitOf(examples, path, candidatePath);
  if (misfit !== undefined) throw new Impossible(`--examples: ${misfit}`);
}

/** The first example that is none, and why. */
const misfitOf = (examples: readonly string[], path: string, candidatePath: string): string | undefined =>
  examples.flatMap((one) => {
    const read = exampleOf(one, path, candidatePath);
    return 'wrong' in read ? [`"${one}": ${read.wrong}`] : [];
  })[0];

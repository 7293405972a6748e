import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type AdminAddress, adminAddress, defaultAdmin } from './admin-address.js';
import { defaultFile } from './configuration/read-file.js';
import { Impossible } from './exit.js';
import { linesOf } from './lines.js';
import { inert } from './print.js';
import { version } from './version.js';

/** Where a running Banyan is reached, and with what token. */
export interface AdminOptions {
  /** Address of the page and API. */
  readonly admin?: string;
}

/** An answer of the API that says no, in its own words (RFC 9457). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

/** An answer that ended before its end. */
export class BrokenOff extends Impossible {}

/** Milliseconds. */
const patience = 30_000;

interface Write {
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly body: object;
}

/**
 * Asks a running Banyan.
 * @param members what its answer must have, as this version of the command reads it
 * @throws Impossible when it cannot be reached, does not let us in, or is of a version that answers otherwise
 * @throws Refused when it understood and said no
 */
export async function askAdmin<T>(
  options: AdminOptions,
  path: string,
  write?: Write,
  members: readonly (keyof T & string)[] = [],
): Promise<T> {
  const response = await send(options, path, write);
  const answer: unknown = await response.json().catch((error: unknown) => {
    throw new Impossible(`The answer of ${response.url} broke off (${causeOf(error)}). Repeat it.`);
  });
  return withMembers(answer, members, options);
}

/**
 * An answer, or a part of one, that has what this version of the command reads in it.
 * @throws Impossible for one that does not: it comes of another version of Banyan
 */
export function withMembers<T>(
  answer: unknown,
  members: readonly (keyof T & string)[],
  options: AdminOptions,
): T {
  const isObject = typeof answer === 'object' && answer !== null;
  const lacks = members.filter((member) => !isObject || !(member in answer));
  if (lacks.length === 0) return answer as T;
  const { url } = addressOf(options);
  throw new Impossible(
    `The Banyan at ${url} is of another version than this command, ${version}: its answer has no ${lacks.join(', ')}. Take the \`banyan\` of the version that runs there, or its page.`,
  );
}

/**
 * Reads what a running Banyan tells, as it is told.
 * @throws Impossible, Refused as {@link askAdmin}
 */
export async function readAdmin(
  options: AdminOptions,
  path: string,
): Promise<{ readonly text: string; readonly headers: Headers }> {
  const response = await send(options, path);
  return { text: await response.text(), headers: response.headers };
}

/**
 * Reads what a running Banyan tells line by line, as long as it goes on telling: however much that is, a line of it
 * is in memory.
 * @throws Impossible, Refused as {@link askAdmin}; BrokenOff when the answer breaks off
 */
export async function* readAdminLines(
  options: AdminOptions,
  path: string,
  { accept, silence = patience, ended }: Reading,
): AsyncGenerator<string, void> {
  const late = new AbortController();
  const tooLate = (): void => late.abort(new Error(`nothing came for ${silence / 1000} s`));
  const timer = setTimeout(tooLate, silence);
  const signal = ended === undefined ? late.signal : AbortSignal.any([late.signal, ended]);
  try {
    const { body } = await send(options, path, undefined, { accept, signal });
    if (body) yield* linesOf(refreshing(body, timer));
  } catch (error) {
    if (error instanceof Impossible || error instanceof Refused) throw error;
    throw new BrokenOff(`The answer broke off (${causeOf(error)}): what came of it is not all. Repeat it.`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    late.abort();
  }
}

/** How a long answer is read. */
interface Reading {
  readonly accept: string;
  /** Milliseconds in which something must come; 30,000 unless set. */
  readonly silence?: number;
  /** When nobody wants more of it. */
  readonly ended?: AbortSignal;
}

async function* refreshing(
  body: AsyncIterable<Uint8Array>,
  timer: NodeJS.Timeout,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body) {
    timer.refresh();
    yield chunk;
    // Whoever reads may have taken long over it.
    timer.refresh();
  }
}

async function send(
  options: AdminOptions,
  path: string,
  write?: Write,
  { accept = 'application/json', signal = AbortSignal.timeout(patience) } = {},
): Promise<Response> {
  const address = addressOf(options);
  const base = address.url;
  const token = process.env['BANYAN_TOKEN'];
  if (!/^https?:/i.test(base) || !URL.canParse(path, base))
    throw new Impossible(`${inert(base)}, ${address.why}, is no address. Write it like ${defaultAdmin}.`);
  // What fetch says of it would tell the token.
  if (token !== undefined && /[^\u0021-\u007e]/.test(token))
    throw new Impossible(
      'BANYAN_TOKEN has a blank, a line break or a letter in it that no token has: set it to the token alone.',
    );
  let response: Response;
  try {
    response = await fetch(new URL(path, base), {
      ...(write && { method: write.method, body: JSON.stringify(write.body) }),
      headers: {
        accept,
        ...(write && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      signal,
    });
  } catch (error) {
    throw new Impossible(unanswered(address, error), { cause: error });
  }
  if (response.headers.get('x-banyan') === null) {
    throw new Impossible(
      `Something answers at ${base}, ${address.why}, but it is not Banyan's page (it said ${response.status}). Is that the proxy, or another service? Banyan's page listens where admin.listen of its banyan.yaml says, ${defaultAdmin} unless set: name it with --admin URL or BANYAN_ADMIN.`,
    );
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as {
    detail?: string;
    title?: string;
    /** As `/readyz` tells them. */
    problems?: readonly unknown[];
  };
  const [said] = (problem.problems ?? []).filter((one) => typeof one === 'string');
  const detail = problem.detail ?? said ?? problem.title ?? response.statusText;
  if (response.status === 401)
    throw new Impossible(
      token
        ? `${base} does not know the token in BANYAN_TOKEN. Its tokens are named under admin.tokens of its banyan.yaml, each in an environment variable that it was started with: is it that one's value? (${inert(detail)})`
        : `${base} wants a token: set BANYAN_TOKEN to one of those that admin.tokens of its banyan.yaml names. (${inert(detail)})`,
    );
  // A guard names fields, which are other people's words.
  throw new Refused(response.status, asOption(detail).split('\n').map(inert).join('\n'));
}

/** What the API says of a part of a request, said of the option that it came by. */
const asOption = (detail: string): string => detail.replace(/^(?:query|body)\.(\w+)(?:\.\d+)?:/, '--$1:');

/** Why nobody answered at an address, and what to do about it. */
function unanswered({ url, why }: AdminAddress, error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `Banyan at ${url}, ${why}, did not answer within ${patience / 1000} s. It may be busy, or hang: its log says more. Whether what was asked is done, \`banyan status\` and \`banyan audit\` tell.`;
  if (causeCode(error) === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return `What answers at ${url}, ${why}, does not speak https, and Banyan's page never does: write http://.`;
  return `No Banyan answers at ${url}, ${why} (${causeOf(error)}). Start one with \`banyan serve\`, or name another with --admin URL or BANYAN_ADMIN.`;
}

/** Where the Banyan is that a command is for. */
const addressOf = ({ admin }: AdminOptions): AdminAddress =>
  adminAddress({ option: admin, variable: process.env['BANYAN_ADMIN'], file: fileHere(), isOwn });

/** The banyan.yaml of this folder, as it is now. */
function fileHere(): string | undefined {
  try {
    return readFileSync(defaultFile, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether an address is one of this machine's. */
const isOwn = (host: string): boolean =>
  host === 'localhost' ||
  (isIPv4(host) && host.startsWith('127.')) ||
  Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === host));

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return inert(String(error));
  const { cause } = error;
  // Of several addresses that were tried Node tells the errors, and no message.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const [line = ''] = (first instanceof Error ? first.message || String(first) : error.message).split('\n');
  return inert(line);
}

const causeCode = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause
    ? error.cause.code
    : undefined;

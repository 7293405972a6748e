import { Impossible } from './exit.js';
import { linesOf } from './lines.js';
import { inert } from './print.js';

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

const defaultAdmin = 'http://127.0.0.1:8081';
/** Milliseconds. */
const patience = 30_000;

interface Write {
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly body: object;
}

/**
 * Asks a running Banyan.
 * @throws Impossible when it cannot be reached, or does not let us in
 * @throws Refused when it understood and said no
 */
export async function askAdmin<T>(options: AdminOptions, path: string, write?: Write): Promise<T> {
  return (await (await send(options, path, write)).json()) as T;
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
 * @throws Impossible, Refused as {@link askAdmin}; Impossible too when the answer breaks off
 */
export async function* readAdminLines(
  options: AdminOptions,
  path: string,
  accept: string,
): AsyncGenerator<string, void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error('nothing came for 30 s')), patience);
  try {
    const { body } = await send(options, path, undefined, { accept, signal: silence.signal });
    if (body) yield* linesOf(refreshing(body, timer));
  } catch (error) {
    if (error instanceof Impossible || error instanceof Refused) throw error;
    throw new Impossible(`The answer broke off (${causeOf(error)}): what came of it is not all. Repeat it.`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
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
  const base = options.admin ?? process.env['BANYAN_ADMIN'] ?? defaultAdmin;
  const token = process.env['BANYAN_TOKEN'];
  if (!URL.canParse(path, base))
    throw new Impossible(`${base} is no address. Write it like ${defaultAdmin}.`);
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
    throw new Impossible(
      `No Banyan answers at ${base} (${causeOf(error)}). Start one with \`banyan serve\`, or name another with --admin URL or BANYAN_ADMIN.`,
      { cause: error },
    );
  }
  if (response.headers.get('x-banyan') === null) {
    throw new Impossible(
      `Something answers at ${base}, but it is not Banyan's page. Is that the proxy? The page listens where admin.listen says, ${defaultAdmin} unless set.`,
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
        ? `${base} does not know the token in BANYAN_TOKEN. (${detail})`
        : `${base} wants a token: set BANYAN_TOKEN. (${detail})`,
    );
  // A guard names fields, which are other people's words.
  throw new Refused(response.status, detail.split('\n').map(inert).join('\n'));
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}

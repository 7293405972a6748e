import type { ByteSource } from './byte-source.js';

/** A header line as it stood on the wire, its value trimmed. */
export type Line = readonly [name: string, value: string];

/** How a message said where its body ends. */
export type Framing = 'none' | 'length' | 'chunked' | 'close';

/** A body with what follows it. */
export interface WireBody {
  readonly framing: Framing;
  readonly body: Buffer;
  readonly trailers: readonly Line[];
}

/** A request's first part. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: readonly Line[];
}

/** An interim or final answer's first part. */
export interface WireHead {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Line[];
}

/** A whole answer, with the interim ones that came before it. */
export interface WireAnswer extends WireHead, WireBody {
  readonly interim: readonly WireHead[];
}

const bare = /^[^\r\n\0]*$/;

function lines(head: Buffer): string[] {
  const all = head.toString('latin1').slice(0, -4).split('\r\n');
  const bad = all.find((line) => !bare.test(line));
  if (bad !== undefined) throw new Error(`a line with a bare CR, LF or NUL: ${JSON.stringify(bad)}`);
  return all;
}

function headerLines(texts: readonly string[]): Line[] {
  return texts.map((text) => {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no header line: ${JSON.stringify(text)}`);
    return [name, value];
  });
}

/** All values of a header, joined as a list (RFC 9110 §5.3); undefined where there is none. */
export function valueOf(headers: readonly Line[], name: string): string | undefined {
  const values = headers.filter(([line]) => line.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

/**
 * Reads a request up to its body, by the letter of RFC 9112 and without any leniency.
 * @returns undefined when the connection ended between requests
 */
export async function readRequest(source: ByteSource): Promise<WireRequest | undefined> {
  const head = await source.until('\r\n\r\n');
  if (!head) return undefined;
  const [start = '', ...rest] = lines(head);
  const [, method, target, version] = /^([A-Z]+) (\S+) HTTP\/(1\.[01])$/.exec(start) ?? [];
  if (method === undefined || target === undefined || version === undefined)
    throw new Error(`no request line: ${JSON.stringify(start)}`);
  return { method, target, version, headers: headerLines(rest) };
}

/** The body of a request that was read before. @throws Error when it is not framed exactly once */
export function readRequestBody(source: ByteSource, { headers }: WireRequest): Promise<WireBody> {
  return readBody(source, framingOf(headers) ?? 'none', headers);
}

/** Reads an answer to its end, interim ones first. @throws Error when it is not exactly as RFC 9112 says */
export async function readAnswer(source: ByteSource, method = 'GET'): Promise<WireAnswer> {
  const interim: WireHead[] = [];
  for (;;) {
    const head = await readHead(source);
    if (head.status >= 100 && head.status < 200 && head.status !== 101) {
      interim.push(head);
      continue;
    }
    const hasNone = method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304;
    const framing = hasNone ? 'none' : (framingOf(head.headers) ?? 'close');
    return { ...head, interim, ...(await readBody(source, framing, head.headers)) };
  }
}

/** Reads the first part of an answer, interim or final. */
export async function readHead(source: ByteSource): Promise<WireHead> {
  const head = await source.until('\r\n\r\n');
  if (!head) throw new Error('ended without an answer');
  const [start = '', ...rest] = lines(head);
  const [, version, status, reason] = /^HTTP\/(1\.[01]) (\d{3}) (.*)$/.exec(start) ?? [];
  if (version === undefined || status === undefined || reason === undefined)
    throw new Error(`no status line: ${JSON.stringify(start)}`);
  return { version, status: Number(status), reason, headers: headerLines(rest) };
}

function framingOf(headers: readonly Line[]): 'length' | 'chunked' | undefined {
  const coding = valueOf(headers, 'transfer-encoding');
  const length = valueOf(headers, 'content-length');
  if (coding !== undefined && length !== undefined) throw new Error('framed twice');
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') throw new Error(`coding ${coding}`);
  if (length !== undefined && !/^\d+$/.test(length)) throw new Error(`length ${length}`);
  if (coding !== undefined) return 'chunked';
  return length === undefined ? undefined : 'length';
}

async function readBody(source: ByteSource, framing: Framing, headers: readonly Line[]): Promise<WireBody> {
  switch (framing) {
    case 'none':
      return { framing, body: Buffer.alloc(0), trailers: [] };
    case 'length':
      return {
        framing,
        body: await source.exactly(Number(valueOf(headers, 'content-length'))),
        trailers: [],
      };
    case 'close':
      return { framing, body: await source.rest(), trailers: [] };
    case 'chunked':
      return { framing, ...(await readChunks(source)) };
  }
}

async function readChunks(source: ByteSource): Promise<{ body: Buffer; trailers: Line[] }> {
  const chunks: Buffer[] = [];
  for (;;) {
    const size = await readLine(source);
    if (!/^[0-9a-f]{1,8}$/i.test(size)) throw new Error(`no chunk size: ${JSON.stringify(size)}`);
    const length = Number.parseInt(size, 16);
    if (length === 0) return { body: Buffer.concat(chunks), trailers: await readTrailers(source) };
    chunks.push(await source.exactly(length));
    const end = (await source.exactly(2)).toString('latin1');
    if (end !== '\r\n') throw new Error(`a chunk longer than its size: ${JSON.stringify(end)}`);
  }
}

async function readLine(source: ByteSource): Promise<string> {
  const line = await source.until('\r\n');
  if (!line) throw new Error('ended within the body');
  return line.toString('latin1').slice(0, -2);
}

async function readTrailers(source: ByteSource): Promise<Line[]> {
  const texts: string[] = [];
  for (;;) {
    const line = await readLine(source);
    if (line === '') return headerLines(texts);
    texts.push(line);
  }
}

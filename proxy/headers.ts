import type { IncomingMessage } from 'node:http';
import type { HeaderLine } from '../comparators/observation.js';

/** Names and values by turns, in wire order and with their case: Node's own form of a message's header lines. */
export type RawHeaders = readonly string[];

/** What is said to the next hop alone (RFC 9110 §7.6.1): never forwarded. */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** What lets its bearer in: reaches a candidate only by permission. */
export const credentials: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
]);
const validators = new Set([
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
]);
const partial = new Set(['range', 'expect', 'content-length']);
const banyansOwn = new Set(['x-banyan-override', 'x-banyan-side', 'x-banyan-shadow']);
const forwarding = new Set(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via']);
/** What a trailer must not say: framing, routing, credentials and what a reader needs beforehand (RFC 9110 §6.5.1). */
const notInTrailers = new Set([
  ...credentials,
  'content-length',
  'content-encoding',
  'content-type',
  'content-range',
  'host',
  'set-cookie',
  'cache-control',
  'max-forwards',
]);

/** Header lines by twos. */
export function headerLines(raw: RawHeaders): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return lines;
}

/** A message's head as text, a unit for each byte. */
export function headText(startLine: string, raw: RawHeaders): string {
  let text = `${startLine}\r\n`;
  for (let i = 0; i + 1 < raw.length; i += 2) text += `${raw[i]}: ${raw[i + 1]}\r\n`;
  return `${text}\r\n`;
}

/** The lines without hop-by-hop headers and without those that Connection names (RFC 9110 §7.6.1). */
export function endToEnd(raw: RawHeaders): string[] {
  return keepLines(raw, namedByConnection(raw), () => true);
}

/** What of an answer's trailer section may reach a client. */
export const safeTrailers = (raw: RawHeaders): string[] =>
  keepLines(raw, undefined, (lower) => !notInTrailers.has(lower));

function keepLines(
  raw: RawHeaders,
  named: ReadonlySet<string> | undefined,
  keeps: (lower: string) => boolean,
): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && !named?.has(lower) && keeps(lower)) kept.push(name, raw[i + 1] ?? '');
  }
  return kept;
}

/** What Connection names beside the usual; undefined, as almost always, when nothing. */
function namedByConnection(raw: RawHeaders): ReadonlySet<string> | undefined {
  let named: Set<string> | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.length !== 10 || raw[i]?.toLowerCase() !== 'connection') continue;
    const value = raw[i + 1] ?? '';
    if (value === 'keep-alive' || value === 'close') continue;
    named ??= new Set();
    for (const token of value.split(',')) named.add(token.trim().toLowerCase());
  }
  // Whoever names these asks for a message without its frame: the next one would begin inside it.
  named?.delete('content-length');
  named?.delete('host');
  return named;
}

/** What an upstream may see of requests, prepared once. */
export interface HeaderRules {
  /** Credentials that may reach it as a candidate, lower case. */
  readonly allow: ReadonlySet<string>;
  /** Names it never sees, lower case: those its configuration drops, and those that `set` replaces. */
  readonly drop: ReadonlySet<string>;
  /** Lines set on every request. */
  readonly set: RawHeaders;
}

/** How a request is rewritten for one upstream in one role. */
export interface RequestPolicy {
  /** The role the upstream plays for this request. */
  readonly role: 'legacy' | 'candidate';
  readonly shadow: boolean;
  readonly rules: HeaderRules;
  /** The Host to send, or null to keep the client's. */
  readonly host: string | null;
  /** Whether If-* headers may pass. */
  readonly validators: boolean;
  /** Ask for the whole answer, whatever the client has or wants of it: no validators, range or expectation. */
  readonly unconditional: boolean;
  /** The body is held in memory and framed by whoever sends it. */
  readonly framesAnew: boolean;
  /** This Banyan's name in Via. */
  readonly via: string;
  /** What is told of the request's trace; undefined where the client's own lines pass as they came. */
  readonly trace?: TraceLines | undefined;
}

/** What an upstream is told of a trace in place of what the client said. */
export interface TraceLines {
  readonly traceparent: string;
  /** Whether the client's `tracestate` passes. */
  readonly keepsState: boolean;
}

/**
 * The request's header lines for an upstream: end-to-end ones as they came, less what the role must
 * not see, plus x-forwarded-* and via. One sanitiser for both engines.
 */
export function requestHeaders(request: IncomingMessage, policy: RequestPolicy): string[] {
  const { role, rules, host, unconditional, trace } = policy;
  const raw = request.rawHeaders;
  const kept = keepLines(raw, namedByConnection(raw), (lower) => {
    if (banyansOwn.has(lower) || forwarding.has(lower) || rules.drop.has(lower)) return false;
    if (lower === 'host') return host === null;
    if (trace && lower === 'traceparent') return false;
    if (trace && lower === 'tracestate') return trace.keepsState;
    if (lower === 'content-length' && policy.framesAnew) return false;
    if (unconditional && partial.has(lower)) return false;
    if (validators.has(lower)) return policy.validators && !unconditional;
    return role === 'legacy' || !credentials.has(lower) || rules.allow.has(lower);
  });
  const lines = host === null || rules.drop.has('host') ? kept : ['Host', host, ...kept];
  lines.push(...rules.set);
  addForwarded(lines, request, policy);
  if (policy.shadow) lines.push('x-banyan-shadow', '1');
  if (trace && !rules.drop.has('traceparent')) lines.push('traceparent', trace.traceparent);
  return lines;
}

function addForwarded(lines: string[], request: IncomingMessage, { rules, via }: RequestPolicy): void {
  const { headers } = request;
  const add = (name: string, value: string): void => {
    if (!rules.drop.has(name)) lines.push(name, value);
  };
  const before = (value: string | string[] | undefined): string =>
    value === undefined || value === '' ? '' : `${typeof value === 'string' ? value : value.join(', ')}, `;
  const from = request.socket.remoteAddress ?? 'unknown';
  add('x-forwarded-for', `${before(headers['x-forwarded-for'])}${from}`);
  add('x-forwarded-proto', before(headers['x-forwarded-proto']).slice(0, -2) || 'http');
  const host = before(headers['x-forwarded-host']).slice(0, -2) || headers.host;
  if (host !== undefined) add('x-forwarded-host', host);
  // Whatever is configured: by it a loop is found.
  lines.push('via', `${before(headers.via)}${request.httpVersion} ${via}`);
}

/** Whether the request asks for a range of the answer. */
export const isRange = (request: IncomingMessage): boolean => request.headers['range'] !== undefined;

/** Whether the request already passed through the Banyan of this name (RFC 9110 §7.6.3). */
export function passedThrough(request: IncomingMessage, via: string): boolean {
  const value = request.headers['via'];
  return value !== undefined && value.split(',').some((hop) => hop.trim().split(/\s+/)[1] === via);
}

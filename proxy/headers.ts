import type { IncomingMessage } from 'node:http';
import type { HeaderLine } from '../comparators/observation.js';

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
/** What lets its bearer act as somebody: it reaches a candidate only by permission. */
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
const framing = ['content-length', 'host'];
const banyansOwn = new Set(['x-banyan-override', 'x-banyan-side', 'x-banyan-shadow']);
const forwarding = new Set(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via']);

/** Header lines as they stood on the wire, from Node's flat list. */
export function headerLines(raw: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return lines;
}

/** The lines without hop-by-hop headers and without those that Connection names (RFC 9110 §7.6.1). */
export function endToEnd(lines: readonly HeaderLine[]): HeaderLine[] {
  const named = new Set<string>();
  for (const [name, value] of lines) {
    if (name.toLowerCase() !== 'connection') continue;
    for (const token of value.split(',')) named.add(token.trim().toLowerCase());
  }
  // Whoever names these asks for a message without its frame: the next one would begin inside it.
  for (const name of framing) named.delete(name);
  return lines.filter(([name]) => {
    const lower = name.toLowerCase();
    return !hopByHop.has(lower) && !named.has(lower);
  });
}

/** How a request is rewritten for one upstream in one role. */
export interface RequestPolicy {
  /** The role the upstream plays for this request. */
  readonly role: 'legacy' | 'candidate';
  readonly shadow: boolean;
  /** Credentials that may reach a candidate, lower case. */
  readonly allow: ReadonlySet<string>;
  /** Lower-case names of header lines that are never sent. */
  readonly drop: ReadonlySet<string>;
  /** Header lines set on every request, replacing the client's. */
  readonly set: readonly HeaderLine[];
  /** The Host to send, or null to keep the client's. */
  readonly host: string | null;
  /** Whether If-* headers may pass. */
  readonly validators: boolean;
  /** Ask for the whole answer, unconditionally: no validators, range, expectation or body. */
  readonly whole: boolean;
  /** This Banyan's name in Via. */
  readonly via: string;
}

/**
 * The request's header lines for an upstream: end-to-end ones as they came, less what the role must
 * not see, plus x-forwarded-* and via. One sanitiser for both engines.
 */
export function requestHeaders(request: IncomingMessage, policy: RequestPolicy): HeaderLine[] {
  const set = new Set(policy.set.map(([name]) => name.toLowerCase()));
  const kept = endToEnd(headerLines(request.rawHeaders)).filter(([name]) => {
    const lower = name.toLowerCase();
    if (banyansOwn.has(lower) || forwarding.has(lower) || set.has(lower)) return false;
    if (lower === 'host') return policy.host === null;
    if (policy.whole && partial.has(lower)) return false;
    if (validators.has(lower)) return policy.validators && !policy.whole;
    return policy.role === 'legacy' || !credentials.has(lower) || policy.allow.has(lower);
  });
  const host: HeaderLine[] = policy.host === null || set.has('host') ? [] : [['Host', policy.host]];
  const marker: HeaderLine[] = policy.shadow ? [['x-banyan-shadow', '1'], ...traceparent(request)] : [];
  return [...host, ...kept, ...policy.set, ...forwarded(request, policy.via), ...marker].filter(
    ([name]) => !policy.drop.has(name.toLowerCase()),
  );
}

function forwarded(request: IncomingMessage, via: string): HeaderLine[] {
  const before = (name: string): string => {
    const value = request.headers[name];
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
    return text === '' ? '' : `${text}, `;
  };
  const lines: HeaderLine[] = [
    ['x-forwarded-for', `${before('x-forwarded-for')}${request.socket.remoteAddress ?? 'unknown'}`],
    ['x-forwarded-proto', before('x-forwarded-proto').slice(0, -2) || 'http'],
  ];
  const host = before('x-forwarded-host').slice(0, -2) || request.headers.host;
  if (host !== undefined) lines.push(['x-forwarded-host', host]);
  lines.push(['via', `${before('via')}${request.httpVersion} ${via}`]);
  return lines;
}

/** The shadow read belongs to the client's trace; without one, it begins its own (W3C Trace Context §3.2). */
function traceparent(request: IncomingMessage): HeaderLine[] {
  if (request.headers['traceparent'] !== undefined) return [];
  const hex = (bytes: number): string =>
    Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
  return [['traceparent', `00-${hex(16)}-${hex(8)}-00`]];
}

/** Whether the request asks for less than the whole answer, or for none if it is unchanged. */
export const isConditional = (request: IncomingMessage): boolean =>
  [...validators].some((name) => request.headers[name] !== undefined);

/** Whether the request asks for a range of the answer. */
export const isRange = (request: IncomingMessage): boolean => request.headers['range'] !== undefined;

/** Whether the request already passed through the Banyan of this name (RFC 9110 §7.6.3). */
export function passedThrough(request: IncomingMessage, via: string): boolean {
  const value = request.headers['via'];
  return value !== undefined && value.split(',').some((hop) => hop.trim().split(/\s+/)[1] === via);
}

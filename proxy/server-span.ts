import type { IncomingMessage } from 'node:http';
import type { Side } from '../evidence/tally.js';
import type { Span, SpanAttributes } from '../evidence/tracing/span.js';
import type { Position } from '../routing-rules/dial.js';

/** How a request was answered, and what came of it. */
export interface Answered {
  /** The route's name, or that no route matched. */
  readonly route: string;
  /** The path that the route matches, its parameters by name; undefined where no route matched. */
  readonly template: string | undefined;
  readonly servedBy: Side;
  /** Where the route's dial stood; undefined where no route matched. */
  readonly dial: Position | undefined;
  /** What the client was told; undefined when it went away before. */
  readonly status: number | undefined;
  /** Why no upstream's answer was to be had. */
  readonly failure: string | undefined;
  /** `compared`, for what was handed over; why it was not; undefined where nothing is compared at all. */
  readonly outcome: string | undefined;
  /** Why legacy answered for a live candidate. */
  readonly fallback: string | undefined;
}

/** The request's own span, by OpenTelemetry's conventions for HTTP servers; without `url.path`, which names entities. */
export function serverSpan(
  { method = '' }: IncomingMessage,
  answered: Answered,
  { trace, id, parent, start, end }: Pick<Span, 'trace' | 'id' | 'parent' | 'start' | 'end'>,
): Span {
  const { template, status, failure } = answered;
  const told = methodTold(method);
  const verb = told === other ? 'HTTP' : told;
  const name = template === undefined ? verb : `${verb} ${template}`;
  const error = failure ?? errorOf(status);
  const attributes = answeredAttributes(answered, told, error);
  const failed = error !== undefined;
  return { trace, id, parent, parentIsRemote: true, name, kind: 'server', start, end, failed, attributes };
}

function answeredAttributes(
  { route, template, servedBy, dial, status, outcome, fallback }: Answered,
  method: string,
  error: string | undefined,
): SpanAttributes {
  const attributes: Record<string, string | number> = {
    'http.request.method': method,
    'url.scheme': 'http',
    'banyan.route': route,
    'banyan.served_by': servedBy,
  };
  if (template !== undefined) attributes['http.route'] = template;
  if (dial) {
    attributes['banyan.stage'] = dial.stage;
    attributes['banyan.share'] = dial.share;
  }
  if (status !== undefined) attributes['http.response.status_code'] = status;
  if (outcome !== undefined) attributes['banyan.outcome'] = outcome;
  if (fallback !== undefined) attributes['banyan.fallback'] = fallback;
  if (error !== undefined) attributes['error.type'] = error;
  return attributes;
}

/** What a client asks wrongly is no failure of its server's; that it went away is nobody's answer. */
function errorOf(status: number | undefined): string | undefined {
  if (status === undefined) return 'aborted';
  return status >= 500 ? String(status) : undefined;
}

const known: ReadonlySet<string> = new Set(
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY'.split(' '),
);

/** By OpenTelemetry's conventions, a method that nobody knows. */
const other = '_OTHER';

/** A method that nobody knows may be anything, and is not told. */
export const methodTold = (method: string): string => (known.has(method) ? method : other);

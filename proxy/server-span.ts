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
  { route, template, servedBy, dial, status, failure, outcome, fallback }: Answered,
): Pick<Span, 'name' | 'kind' | 'failed' | 'attributes' | 'parentIsRemote'> {
  const told = methodTold(method);
  const verb = told['http.request.method'] === '_OTHER' ? 'HTTP' : method;
  const error = failure ?? errorOf(status);
  const attributes: SpanAttributes = {
    ...told,
    'url.scheme': 'http',
    ...(template !== undefined && { 'http.route': template }),
    'banyan.route': route,
    'banyan.served_by': servedBy,
    ...(dial && { 'banyan.stage': dial.stage, 'banyan.share': dial.share }),
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(outcome !== undefined && { 'banyan.outcome': outcome }),
    ...(fallback !== undefined && { 'banyan.fallback': fallback }),
    ...(error !== undefined && { 'error.type': error }),
  };
  const name = template === undefined ? verb : `${verb} ${template}`;
  return { name, kind: 'server', failed: error !== undefined, attributes, parentIsRemote: true };
}

/** What a client asks wrongly is no failure of its server's; that it went away is nobody's answer. */
function errorOf(status: number | undefined): string | undefined {
  if (status === undefined) return 'aborted';
  return status >= 500 ? String(status) : undefined;
}

const known: ReadonlySet<string> = new Set(
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY'.split(' '),
);

/** A method that nobody knows may be anything, and is not told. */
export const methodTold = (method: string) => ({
  'http.request.method': known.has(method) ? method : '_OTHER',
});

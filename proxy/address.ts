import type { IncomingMessage } from 'node:http';
import type { Side } from '../evidence/tally.js';
import { type RequestPolicy, requestHeaders, type TraceLines } from './headers.js';
import type { Read } from './dual-read-engine.js';
import { candidatePath } from './route-table.js';
import type { Routed } from './route-request.js';
import type { Upstream } from './upstream.js';
import { hostKept } from './upstream-rule.js';

/** A request on its way to one upstream. */
export interface Addressed {
  readonly upstream: Upstream;
  readonly read: Read;
}

/** Why a side is asked: to answer the client, to be compared, or to answer for a candidate that failed. */
export type Purpose = 'live' | 'shadow' | 'rescue';

/** Writes the request as one side of its route must see it. */
export function addressSide(
  request: IncomingMessage,
  routed: Pick<Routed, 'route' | 'parameters' | 'body'>,
  side: Side,
  purpose: Purpose,
  upstreams: ReadonlyMap<string, Upstream>,
  via: string,
  trace: TraceLines | undefined,
): Addressed {
  const { route, parameters, body } = routed;
  const name = side === 'legacy' ? route.legacy : route.candidate?.upstream;
  const upstream = name === undefined ? undefined : upstreams.get(name);
  if (!upstream) throw new Error(`route ${route.name} has no upstream for its ${side} side`);
  const target = request.url ?? '/';
  const path = side === 'legacy' ? target : candidatePath(route.candidate?.path, parameters, target);
  return address(request, upstream, path, body, {
    role: side,
    shadow: purpose === 'shadow',
    unconditional: purpose === 'shadow',
    validators: side === 'legacy' || route.validators === 'shared',
    framesAnew: body !== undefined,
    rules: upstream.headers,
    host: hostFor(request, upstream, side),
    via,
    trace,
  });
}

/** Writes a request for the upstream that takes what no route matches. */
export const addressPassthrough = (
  request: IncomingMessage,
  upstream: Upstream,
  via: string,
  trace: TraceLines | undefined,
): Addressed =>
  address(request, upstream, request.url ?? '/', undefined, {
    role: 'legacy',
    shadow: false,
    unconditional: false,
    validators: true,
    framesAnew: false,
    rules: upstream.headers,
    host: hostFor(request, upstream, 'legacy'),
    via,
    trace,
  });

/** The Host to send; null to keep the client's. */
function hostFor(request: IncomingMessage, { rule, authority }: Upstream, role: Side): string | null {
  return hostKept(rule, role) && request.headers.host !== undefined ? null : authority;
}

function address(
  request: IncomingMessage,
  upstream: Upstream,
  path: string,
  body: Buffer | undefined,
  policy: RequestPolicy,
): Addressed {
  const { basePath, timeout } = upstream.rule;
  return {
    upstream,
    read: {
      method: request.method ?? 'GET',
      path: basePath === '' ? path : `${basePath}${path}`,
      headers: requestHeaders(request, policy),
      body,
      timeout,
      deadline: policy.shadow ? 'whole' : 'head',
    },
  };
}
